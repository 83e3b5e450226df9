// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.pci.ConfigSpaceBuilder.conventional;
import static org.migstream.pci.ConfigSpaceBuilder.findingCodes;
import static org.migstream.pci.ConfigSpaceBuilder.msixTable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

class ConsistencyCheckTest {
    private static final List<Integer> DEASSERTED = List.of(0, 0, 0, 0);
    private static final int RUNNING_COMMAND =
            PciRegs.COMMAND_MEMORY | PciRegs.COMMAND_MASTER | PciRegs.COMMAND_INTX_DISABLE;

    private static ConfigSpaceBuilder msix(int vectors) {
        return conventional().addMsix(vectors, true).setCommand(RUNNING_COMMAND);
    }

    /** Checks vectors of {@link ConfigSpaceBuilder#msixTable}, for a device with four vectors and MSI-X enabled. */
    @ParameterizedTest
    @CsvSource({
        "pppp,",
        "ppmm,",
        "pp--,",
        "p---,",
        "mppp, pci.msix-masked-below-unmasked",
        "-p--, pci.msix-masked-below-unmasked",
        "mmmm, pci.msix-all-masked",
    })
    void vectorState_isReported(String vectors, String code) {
        assertEquals(
                code == null ? List.of() : List.of(code), findingCodes(msix(4).decode(DEASSERTED, msixTable(vectors))));
    }

    @Test
    void unprogrammedVectors_areReported() {
        assertEquals(
                List.of("pci.msix-unprogrammed", "pci.msix-all-masked"),
                findingCodes(msix(2).decode(DEASSERTED, msixTable("--"))));
        MsixTable unmaskedAtZero = new MsixTable(new byte[MsixTable.ENTRY_SIZE], new byte[1]);
        assertEquals(
                List.of("pci.msix-unprogrammed", "pci.msix-vector-unprogrammed"),
                findingCodes(msix(1).decode(DEASSERTED, unmaskedAtZero)));
    }

    @Test
    void disabledMsix_ignoresVectors() {
        assertEquals(
                List.of(),
                findingCodes(conventional()
                        .addMsix(2, false)
                        .setCommand(RUNNING_COMMAND)
                        .decode(DEASSERTED, msixTable("--"))));
    }

    @Test
    void differentTableSize_isReported() {
        PciConfiguration fewer = msix(4).decode(DEASSERTED, msixTable("ppp"));
        assertEquals(List.of("pci.msix-table-size"), findingCodes(fewer));
        assertEquals(Severity.ERROR, fewer.findings().get(0).severity());
        assertEquals(0x40, fewer.findings().get(0).offset().getAsLong());
        assertEquals(List.of("pci.msix-table-missing"), findingCodes(msix(4).decode(DEASSERTED, MsixTable.EMPTY)));
        assertEquals(List.of("pci.msix-table-size"), findingCodes(conventional().decode(DEASSERTED, msixTable("p"))));
    }

    @Test
    void tableOutsideMemoryBar_isReported() {
        assertEquals(
                List.of("pci.msix-bar"),
                findingCodes(msix(1).putU32(0x44, 0x1003).decode(DEASSERTED, msixTable("p"))));
        assertEquals(
                List.of("pci.msix-bar", "pci.msix-bar"),
                findingCodes(msix(1).setBar(0, 0xc001).decode(DEASSERTED, msixTable("p"))));
    }

    @Test
    void functionMask_isReported() {
        assertEquals(
                List.of("pci.msix-function-masked"),
                findingCodes(msix(1).putU16(0x42, 0xc000).decode(DEASSERTED, msixTable("p"))));
    }

    @Test
    void messagesWithoutBusMastering_areReported() {
        assertEquals(
                List.of("pci.bus-master-off"),
                findingCodes(msix(1).setCommand(PciRegs.COMMAND_MEMORY).decode(DEASSERTED, msixTable("p"))));
    }

    @Test
    void inconsistentMsi_isReported() {
        ConfigSpaceBuilder msi = conventional()
                .setCommand(RUNNING_COMMAND)
                .addCapability(0x50, CapabilityId.MSI.id())
                .putU16(0x52, 0x0001);
        assertEquals(List.of("pci.msi-unprogrammed"), msi.findingCodes());
        assertEquals(List.of(), msi.putU32(0x54, 0xfee0_0000L).findingCodes());
        assertEquals(List.of("pci.msi-count"), msi.putU16(0x52, 0x0011).findingCodes());
        ConfigSpaceBuilder both = msix(1).addCapability(0x50, CapabilityId.MSI.id())
                .putU16(0x52, 1)
                .putU32(0x54, 0xfee0_0000L);
        assertEquals(List.of("pci.msi-and-msix"), findingCodes(both.decode(DEASSERTED, msixTable("p"))));
    }

    @Test
    void inconsistentIrqState_isReported() {
        ConfigSpaceBuilder inta = conventional().putU8(PciRegs.INTERRUPT_PIN, 1);
        List<Integer> asserted = List.of(1, 0, 0, 0);
        assertEquals(List.of(), findingCodes(inta.decode(asserted, MsixTable.EMPTY)));
        assertEquals(List.of("pci.intx-wrong-pin"), findingCodes(inta.decode(List.of(0, 1, 0, 0), MsixTable.EMPTY)));
        assertEquals(
                List.of("pci.intx-disabled"),
                findingCodes(inta.setCommand(PciRegs.COMMAND_INTX_DISABLE).decode(asserted, MsixTable.EMPTY)));
        assertEquals(
                List.of("pci.intx-with-messages"),
                findingCodes(msix(1).putU8(PciRegs.INTERRUPT_PIN, 1).decode(asserted, msixTable("p"))));
        PciConfiguration refused = inta.decode(List.of(0, 2, 0, -1), MsixTable.EMPTY);
        assertEquals(List.of("pci.irq-state", "pci.irq-state"), findingCodes(refused));
        assertEquals(Severity.ERROR, refused.findings().get(0).severity());
    }

    @Test
    void decodingWithoutAddress_isReported() {
        ConfigSpaceBuilder unprogrammed = conventional().setBar(0, 0x4).setBar(2, 0x1);
        assertEquals(List.of(), unprogrammed.findingCodes());
        assertEquals(
                List.of("pci.bar-unprogrammed"),
                unprogrammed.setCommand(PciRegs.COMMAND_MEMORY).findingCodes());
        assertEquals(
                List.of("pci.bar-unprogrammed", "pci.bar-unprogrammed"),
                unprogrammed
                        .setCommand(PciRegs.COMMAND_MEMORY | PciRegs.COMMAND_IO)
                        .findingCodes());
        assertEquals(
                List.of("pci.bar-broken"),
                conventional().setBar(5, 0xf000_0004L).findingCodes());
    }

    /** A virtual function that is not mapped is not damaged. One that is mapped in part may be. */
    @Test
    void decodingWithoutAnyAddress_isANote() {
        assertEquals(
                List.of(Severity.INFO),
                severities(conventional().setBar(0, 0x4).setBar(3, 0xc).setCommand(PciRegs.COMMAND_MEMORY)));
        assertEquals(
                List.of(Severity.WARNING),
                severities(conventional().setBar(0, 0x4).setBar(3, 0xf000_000cL).setCommand(PciRegs.COMMAND_MEMORY)));
        assertEquals(
                List.of(Severity.WARNING),
                severities(conventional().setBar(2, 0x1).setCommand(PciRegs.COMMAND_IO)));
    }

    private static List<Severity> severities(ConfigSpaceBuilder space) {
        return space.decode(DEASSERTED, MsixTable.EMPTY).findings().stream()
                .map(Finding::severity)
                .toList();
    }

    @Test
    void unusualHeader_isReported() {
        assertEquals(List.of("pci.vendor-id"), conventional().putU16(0, 0xffff).findingCodes());
        assertEquals(
                List.of("pci.header-type"),
                conventional().putU8(PciRegs.HEADER_TYPE, 0x13).findingCodes());
        assertEquals(
                List.of("pci.power-state"),
                conventional()
                        .addCapability(0x40, CapabilityId.PM.id())
                        .putU16(0x44, 3)
                        .findingCodes());
    }
}
