// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.Arrays;
import java.util.Optional;
import org.migstream.spi.PciId;
import org.migstream.spi.Symbols;

/** The accelerators whose virtual functions can migrate: {@code hisi_acc_vfio_pci_table} of the kernel. */
enum Accelerator {
    ZIP(0xa251),
    SEC(0xa256),
    HPRE(0xa259);

    static final int VENDOR = 0x19e5;

    private final int id;

    Accelerator(int id) {
        this.id = id;
    }

    PciId pciId() {
        return new PciId(VENDOR, id);
    }

    /** Returns the accelerator whose virtual functions have this PCI device id. */
    static Optional<Accelerator> of(long id) {
        return Arrays.stream(values())
                .filter(accelerator -> accelerator.id == id)
                .findFirst();
    }

    /** Returns a device id in the form of messages: {@code SEC (0xa256)}. */
    static String describe(long id) {
        String number = "0x" + Long.toHexString(id);
        return of(id).map(accelerator -> accelerator + " (" + number + ")").orElse(number);
    }

    static Symbols symbols() {
        Symbols symbols = Symbols.HEXADECIMAL;
        for (Accelerator accelerator : values()) {
            symbols = symbols.value(accelerator.id, accelerator.name());
        }
        return symbols;
    }
}
