// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.pci.GuestSlots;

/** The option {@code --slot}. */
final class SlotOption {
    static final Argument<List<String>> SLOT = Value.option(
                    "--slot",
                    "KIND",
                    "Name the kind of slot in which the guest sees the devices: root (on the root bus), root-port"
                            + " (below a root port or switch), pcie-pci-bridge or pci-bridge. QEMU shows a function"
                            + " differently there. IDSTR=KIND names that of one device. May be repeated.")
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
