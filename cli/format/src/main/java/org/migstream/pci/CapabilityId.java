// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Known ids of the capability list ({@code PCI_CAP_ID_*} in {@code uapi/linux/pci_regs.h}), with names of pciutils. */
public enum CapabilityId {
    NULL(0x00, "Null", "Null"),
    PM(0x01, "PM", "Power Management"),
    AGP(0x02, "AGP", "Accelerated Graphics Port"),
    VPD(0x03, "VPD", "Vital Product Data"),
    SLOTID(0x04, "SLOTID", "Slot ID"),
    MSI(0x05, "MSI", "MSI"),
    CHSWP(0x06, "CHSWP", "CompactPCI hot-swap"),
    PCIX(0x07, "PCI-X", "PCI-X"),
    HT(0x08, "HT", "HyperTransport"),
    VNDR(0x09, "VNDR", "Vendor Specific Information"),
    DBG(0x0a, "DBG", "Debug port"),
    CCRC(0x0b, "CCRC", "CompactPCI central resource control"),
    SHPC(0x0c, "SHPC", "Hot-plug capable"),
    SSVID(0x0d, "SSVID", "Subsystem"),
    AGP3(0x0e, "AGP3", "AGP3"),
    SECDEV(0x0f, "SECDEV", "Secure device"),
    EXP(0x10, "Express", "Express"),
    MSIX(0x11, "MSI-X", "MSI-X"),
    SATA(0x12, "SATA", "SATA HBA"),
    AF(0x13, "AF", "PCI Advanced Features"),
    EA(0x14, "EA", "Enhanced Allocation"),
    FPB(0x15, "FPB", "Flattening Portal Bridge");

    private static final Map<Integer, CapabilityId> BY_ID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(known -> known.id, Function.identity()));

    private final int id;
    private final String shortName;
    private final String title;

    CapabilityId(int id, String shortName, String title) {
        this.id = id;
        this.shortName = shortName;
        this.title = title;
    }

    /** Finds a known id. */
    public static Optional<CapabilityId> of(int id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Returns the short name of an id, or {@code capability 0x7f} for an unknown id. */
    static String nameOf(int id) {
        return of(id).map(CapabilityId::shortName).orElseGet(() -> "capability 0x%02x".formatted(id));
    }

    /** Returns the number, one byte. */
    public int id() {
        return id;
    }

    /** Returns the name for reports, such as {@code MSI-X}. */
    String shortName() {
        return shortName;
    }

    /** Returns the name that lspci prints. */
    public String title() {
        return title;
    }
}
