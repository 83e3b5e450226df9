// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import org.migstream.pci.GuestSlots;
import org.migstream.pci.PciSlot;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --slot}. */
final class SlotOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--slot",
            paramLabel = "KIND",
            description = "Name the kind of slot in which the guest sees the devices: root (on the root bus), root-port"
                    + " (below a root port or switch), pcie-pci-bridge or pci-bridge. QEMU shows a function differently"
                    + " there. IDSTR=KIND names that of one device. May be repeated.")
    private List<String> values = new ArrayList<>();

    /** Parses the name of a kind of slot. */
    static final class KindConverter implements ITypeConverter<PciSlot> {
        @Override
        public PciSlot convert(String label) {
            try {
                return GuestSlots.parseSlot(label);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Returns the kinds of slot. */
    GuestSlots slots() {
        try {
            return GuestSlots.parse(values);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
