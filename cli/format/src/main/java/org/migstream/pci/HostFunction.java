// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PCI function as the kernel shows it to user space.
 *
 * @param configSpace the configuration region; if the region is neither 256 nor 4096 bytes long, filled up with zeros to
 *     4096 bytes ({@code vfio_pci_realize} in QEMU hw/vfio/pci.c)
 * @param regions the sizes of its regions; null if they are not known
 * @param use who has written the registers that a guest writes
 */
public record HostFunction(
        ConfigSpace configSpace, @Nullable RegionSizes regions, Use use) {
    /** Who has written the registers of a function. */
    public enum Use {
        /**
         * No guest: this process opened the function, and the kernel reset it ({@code vfio_pci_core_enable}). BARs and
         * interrupt line are those of the host.
         */
        RESET("reset"),
        /** Perhaps a guest: the device keeps what was written to it, also when it is opened again. */
        KEPT("kept"),
        /** Probably a guest that runs at this time. It may also have written registers that QEMU does not keep. */
        RUNNING("running");

        private final String label;

        Use(String label) {
            this.label = label;
        }

        /** Returns the name in documents. */
        public String label() {
            return label;
        }

        /** Finds a value by its {@link #label}. */
        public static Optional<Use> ofLabel(String label) {
            return Arrays.stream(values())
                    .filter(use -> use.label.equals(label))
                    .findFirst();
        }
    }
}
