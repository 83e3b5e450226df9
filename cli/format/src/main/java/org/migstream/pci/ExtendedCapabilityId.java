// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Known ids of the extended capability list ({@code PCI_EXT_CAP_ID_*} in {@code uapi/linux/pci_regs.h}), with names of
 * pciutils.
 */
public enum ExtendedCapabilityId {
    NULL(0x00, "Null", "Null"),
    AER(0x01, "AER", "Advanced Error Reporting"),
    VC(0x02, "VC", "Virtual Channel"),
    DSN(0x03, "DSN", "Device Serial Number"),
    PB(0x04, "PB", "Power Budgeting"),
    RCLINK(0x05, "RCLINK", "Root Complex Link"),
    RCILINK(0x06, "RCILINK", "Root Complex Internal Link"),
    RCEC(0x07, "RCEC", "Root Complex Event Collector Endpoint Association"),
    MFVC(0x08, "MFVC", "Multi-Function Virtual Channel"),
    VC9(0x09, "VC", "Virtual Channel"),
    RCRB(0x0a, "RCRB", "Root Complex Register Block"),
    VSEC(0x0b, "VSEC", "Vendor Specific Information"),
    CAC(0x0c, "CAC", "Configuration Access Correlation"),
    ACS(0x0d, "ACS", "Access Control Services"),
    ARI(0x0e, "ARI", "Alternative Routing-ID Interpretation (ARI)"),
    ATS(0x0f, "ATS", "Address Translation Service (ATS)"),
    SRIOV(0x10, "SR-IOV", "Single Root I/O Virtualization (SR-IOV)"),
    MRIOV(0x11, "MR-IOV", "Multi-Root I/O Virtualization"),
    MCAST(0x12, "MCAST", "Multicast"),
    PRI(0x13, "PRI", "Page Request Interface (PRI)"),
    REBAR(0x15, "REBAR", "Physical Resizable BAR"),
    DPA(0x16, "DPA", "Dynamic Power Allocation"),
    TPH(0x17, "TPH", "Transaction Processing Hints"),
    LTR(0x18, "LTR", "Latency Tolerance Reporting"),
    SECPCI(0x19, "SECPCI", "Secondary PCI Express"),
    PMUX(0x1a, "PMUX", "Protocol Multiplexing"),
    PASID(0x1b, "PASID", "Process Address Space ID (PASID)"),
    LNR(0x1c, "LNR", "LN Requester"),
    DPC(0x1d, "DPC", "Downstream Port Containment"),
    L1PM(0x1e, "L1PM", "L1 PM Substates"),
    PTM(0x1f, "PTM", "Precision Time Measurement"),
    M_PCIE(0x20, "M-PCIe", "PCI Express over M_PHY"),
    FRS(0x21, "FRS", "FRS Queueing"),
    RTR(0x22, "RTR", "Readiness Time Reporting"),
    DVSEC(0x23, "DVSEC", "Designated Vendor-Specific"),
    VF_REBAR(0x24, "VF-REBAR", "Virtual Resizable BAR"),
    DLNK(0x25, "DLF", "Data Link Feature"),
    PL_16GT(0x26, "PL-16GT", "Physical Layer 16.0 GT/s"),
    LMR(0x27, "LMR", "Lane Margining at the Receiver"),
    HIER_ID(0x28, "HIER-ID", "Hierarchy ID"),
    NPEM(0x29, "NPEM", "Native PCIe Enclosure Management"),
    PL_32GT(0x2a, "PL-32GT", "Physical Layer 32.0 GT/s"),
    DOE(0x2e, "DOE", "Data Object Exchange"),
    IDE(0x30, "IDE", "Integrity & Data Encryption"),
    PL_64GT(0x31, "PL-64GT", "Physical Layer 64.0 GT/s");

    private static final Map<Integer, ExtendedCapabilityId> BY_ID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(known -> known.id, Function.identity()));

    private final int id;
    private final String shortName;
    private final String title;

    ExtendedCapabilityId(int id, String shortName, String title) {
        this.id = id;
        this.shortName = shortName;
        this.title = title;
    }

    /** Finds a known id. */
    public static Optional<ExtendedCapabilityId> of(int id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Returns the short name of an id, or {@code extended capability 0x7fff} for an unknown id. */
    static String nameOf(int id) {
        return of(id).map(ExtendedCapabilityId::shortName).orElseGet(() -> "extended capability 0x%04x".formatted(id));
    }

    /** Returns the number, 16 bits. */
    public int id() {
        return id;
    }

    /** Returns the name for reports, such as {@code AER}. */
    String shortName() {
        return shortName;
    }

    /** Returns the name that lspci prints. */
    public String title() {
        return title;
    }
}
