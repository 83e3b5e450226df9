// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.pci.ConfigSpaceBuilder.codes;
import static org.migstream.pci.ConfigSpaceBuilder.conventional;
import static org.migstream.pci.ConfigSpaceBuilder.table;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.Severity;

class ConsistencyCheckTest {
    private static final List<Integer> QUIET = List.of(0, 0, 0, 0);
    private static final int RUNNING = PciRegs.COMMAND_MEMORY | PciRegs.COMMAND_MASTER | PciRegs.COMMAND_INTX_DISABLE;

    private static ConfigSpaceBuilder msix(int vectors) {
        return conventional().msix(vectors, true).command(RUNNING);
    }

    /** Vectors as in {@link ConfigSpaceBuilder#table}, of a device with four of them and MSI-X enabled. */
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
    void vectors(String vectors, String code) {
        assertEquals(code == null ? List.of() : List.of(code), codes(msix(4).decode(QUIET, table(vectors))));
    }

    @Test
    void unusedVectors() {
        assertEquals(
                List.of("pci.msix-unprogrammed", "pci.msix-all-masked"), codes(msix(2).decode(QUIET, table("--"))));
        MsixTable unmaskedAtZero = new MsixTable(new byte[MsixTable.ENTRY_SIZE], new byte[1]);
        assertEquals(
                List.of("pci.msix-unprogrammed", "pci.msix-vector-unprogrammed"),
                codes(msix(1).decode(QUIET, unmaskedAtZero)));
    }

    @Test
    void vectorsDoNotMatterWhileMsixIsOff() {
        assertEquals(
                List.of(), codes(conventional().msix(2, false).command(RUNNING).decode(QUIET, table("--"))));
    }

    @Test
    void sizeOfTheSavedTable() {
        PciConfiguration fewer = msix(4).decode(QUIET, table("ppp"));
        assertEquals(List.of("pci.msix-table-size"), codes(fewer));
        assertEquals(Severity.ERROR, fewer.findings().get(0).severity());
        assertEquals(0x40, fewer.findings().get(0).offset().getAsLong());
        assertEquals(List.of("pci.msix-table-missing"), codes(msix(4).decode(QUIET, MsixTable.EMPTY)));
        assertEquals(List.of("pci.msix-table-size"), codes(conventional().decode(QUIET, table("p"))));
    }

    @Test
    void whereTheTableIs() {
        assertEquals(List.of("pci.msix-bar"), codes(msix(1).u32(0x44, 0x1003).decode(QUIET, table("p"))));
        assertEquals(
                List.of("pci.msix-bar", "pci.msix-bar"),
                codes(msix(1).bar(0, 0xc001).decode(QUIET, table("p"))));
    }

    @Test
    void functionMasked() {
        assertEquals(
                List.of("pci.msix-function-masked"),
                codes(msix(1).u16(0x42, 0xc000).decode(QUIET, table("p"))));
    }

    @Test
    void messagesNeedBusMastering() {
        assertEquals(
                List.of("pci.bus-master-off"),
                codes(msix(1).command(PciRegs.COMMAND_MEMORY).decode(QUIET, table("p"))));
    }

    @Test
    void msi() {
        ConfigSpaceBuilder msi =
                conventional().command(RUNNING).capability(0x50, 0x05).u16(0x52, 0x0001);
        assertEquals(List.of("pci.msi-unprogrammed"), msi.codes());
        assertEquals(List.of(), msi.u32(0x54, 0xfee0_0000L).codes());
        assertEquals(List.of("pci.msi-count"), msi.u16(0x52, 0x0011).codes());
        ConfigSpaceBuilder both = msix(1).capability(0x50, 0x05).u16(0x52, 1).u32(0x54, 0xfee0_0000L);
        assertEquals(List.of("pci.msi-and-msix"), codes(both.decode(QUIET, table("p"))));
    }

    @Test
    void irqState() {
        ConfigSpaceBuilder inta = conventional().u8(PciRegs.INTERRUPT_PIN, 1);
        List<Integer> asserted = List.of(1, 0, 0, 0);
        assertEquals(List.of(), codes(inta.decode(asserted, MsixTable.EMPTY)));
        assertEquals(List.of("pci.intx-wrong-pin"), codes(inta.decode(List.of(0, 1, 0, 0), MsixTable.EMPTY)));
        assertEquals(
                List.of("pci.intx-disabled"),
                codes(inta.command(PciRegs.COMMAND_INTX_DISABLE).decode(asserted, MsixTable.EMPTY)));
        assertEquals(
                List.of("pci.intx-with-messages"),
                codes(msix(1).u8(PciRegs.INTERRUPT_PIN, 1).decode(asserted, table("p"))));
        PciConfiguration refused = inta.decode(List.of(0, 2, 0, -1), MsixTable.EMPTY);
        assertEquals(List.of("pci.irq-state", "pci.irq-state"), codes(refused));
        assertEquals(Severity.ERROR, refused.findings().get(0).severity());
    }

    @Test
    void decodingNeedsAddresses() {
        ConfigSpaceBuilder unprogrammed = conventional().bar(0, 0x4).bar(2, 0x1);
        assertEquals(List.of(), unprogrammed.codes());
        assertEquals(
                List.of("pci.bar-unprogrammed"),
                unprogrammed.command(PciRegs.COMMAND_MEMORY).codes());
        assertEquals(
                List.of("pci.bar-unprogrammed", "pci.bar-unprogrammed"),
                unprogrammed
                        .command(PciRegs.COMMAND_MEMORY | PciRegs.COMMAND_IO)
                        .codes());
        assertEquals(
                List.of("pci.bar-broken"), conventional().bar(5, 0xf000_0004L).codes());
    }

    @Test
    void header() {
        assertEquals(List.of("pci.vendor-id"), conventional().u16(0, 0xffff).codes());
        assertEquals(
                List.of("pci.header-type"),
                conventional().u8(PciRegs.HEADER_TYPE, 0x13).codes());
        assertEquals(
                List.of("pci.power-state"),
                conventional().capability(0x40, 0x01).u16(0x44, 3).codes());
    }
}
