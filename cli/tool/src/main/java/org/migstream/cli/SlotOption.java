// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.pci.GuestSlots;

/** The option {@code --slot}. */
final class SlotOption {
    static final Argument<List<String>> SLOT = Value.option(
                    "--slot", "KIND", "Name the kind of slot of the devices in the guest.")
            .details(
                    "The registers that QEMU shows of a PCI function depend on it. IDSTR=KIND names the slot of one device; for 'migstream check', 00:01.0 is enough for 0000:00:01.0/vfio. KIND is one of these:",
                    ArgumentHelp.entry("root", "on the root bus"),
                    ArgumentHelp.entry("root-port", "below a root port or switch"),
                    ArgumentHelp.entry("pcie-pci-bridge", "below a bridge of this kind"),
                    ArgumentHelp.entry("pci-bridge", "below a bridge of this kind"))
            .repeatable();

    private SlotOption() {}

    /** Returns the kinds of slot. */
    static GuestSlots slots(Arguments arguments) {
        try {
            return GuestSlots.parse(arguments.get(SLOT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}
