// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilityListTest {
    @Test
    void listOrderAndNames() {
        PciConfiguration configuration = ConfigSpaceBuilder.conventional()
                .capability(0x98, 0x01)
                .capability(0x40, 0x10)
                .capability(0x7c, 0x77)
                .decode();
        assertEquals(
                List.of(
                        new Capability(0x98, 0x01, "PM"),
                        new Capability(0x40, 0x10, "Express"),
                        new Capability(0x7c, 0x77, null)),
                configuration.capabilities());
        assertEquals(List.of(), configuration.findings());
    }

    @Test
    void withoutStatusBitThereIsNoList() {
        ConfigSpaceBuilder space =
                ConfigSpaceBuilder.conventional().capability(0x40, 0x01).u16(PciRegs.STATUS, 0);
        assertEquals(List.of(), space.decode().capabilities());
        assertEquals(List.of("pci.capability-pointer-unused"), space.codes());
    }

    @Test
    void aBitWithoutAList() {
        assertEquals(
                List.of("pci.capability-list-empty"),
                ConfigSpaceBuilder.conventional()
                        .u16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST)
                        .codes());
    }

    /** The second pointer is bad: the first capability stays. */
    @ParameterizedTest
    @CsvSource({
        "0x40, pci.capability-loop",
        "0x3c, pci.capability-pointer",
        "0x80, pci.capability-broken",
        "0x43, pci.capability-unaligned",
    })
    void damagedLinks(String pointer, String code) {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .capability(0x40, 0x09)
                .u8(0x41, Integer.decode(pointer))
                .u8(0x80, 0xff);
        assertEquals(List.of(new Capability(0x40, 9, "VNDR")), space.decode().capabilities());
        assertEquals(code, space.codes().get(0));
    }

    @Test
    void anUnalignedPointerIsFollowed() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .capability(0x40, 0x09)
                .u8(0x41, 0x52)
                .u8(0x50, 0x03);
        assertEquals(
                List.of(new Capability(0x40, 9, "VNDR"), new Capability(0x50, 3, "VPD")),
                space.decode().capabilities());
        assertEquals(List.of("pci.capability-unaligned"), space.codes());
    }

    @Test
    void aCardBusBridgeKeepsThePointerElsewhere() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .u8(PciRegs.HEADER_TYPE, 2)
                .u16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST)
                .u8(0x14, 0xa0)
                .u8(0xa0, 0x01);
        assertEquals(List.of(new Capability(0xa0, 1, "PM")), space.decode().capabilities());
    }
}
