// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.pci.PciConfiguration.Capability;

class CapabilityListTest {
    @Test
    void capabilities_areInListOrderWithNames() {
        PciConfiguration configuration = ConfigSpaceBuilder.conventional()
                .addCapability(0x98, 0x01)
                .addCapability(0x40, 0x10)
                .addCapability(0x7c, 0x77)
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
    void clearStatusBit_givesEmptyList() {
        ConfigSpaceBuilder space =
                ConfigSpaceBuilder.conventional().addCapability(0x40, 0x01).putU16(PciRegs.STATUS, 0);
        assertEquals(List.of(), space.decode().capabilities());
        assertEquals(List.of("pci.capability-pointer-unused"), space.findingCodes());
    }

    @Test
    void statusBitWithNullPointer_isReported() {
        assertEquals(
                List.of("pci.capability-list-empty"),
                ConfigSpaceBuilder.conventional()
                        .putU16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST)
                        .findingCodes());
    }

    /** The second pointer is damaged; the first capability stays in the list. */
    @ParameterizedTest
    @CsvSource({
        "0x40, pci.capability-loop",
        "0x3c, pci.capability-pointer",
        "0x80, pci.capability-broken",
        "0x43, pci.capability-unaligned",
    })
    void damagedLink_endsListWithFinding(String pointer, String code) {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .addCapability(0x40, 0x09)
                .putU8(0x41, Integer.decode(pointer))
                .putU8(0x80, 0xff);
        assertEquals(List.of(new Capability(0x40, 9, "VNDR")), space.decode().capabilities());
        assertEquals(code, space.findingCodes().get(0));
    }

    @Test
    void unalignedPointer_isFollowedWithFinding() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .addCapability(0x40, 0x09)
                .putU8(0x41, 0x52)
                .putU8(0x50, 0x03);
        assertEquals(
                List.of(new Capability(0x40, 9, "VNDR"), new Capability(0x50, 3, "VPD")),
                space.decode().capabilities());
        assertEquals(List.of("pci.capability-unaligned"), space.findingCodes());
    }

    @Test
    void cardBusBridge_readsPointerAt0x14() {
        ConfigSpaceBuilder space = ConfigSpaceBuilder.conventional()
                .putU8(PciRegs.HEADER_TYPE, 2)
                .putU16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST)
                .putU8(0x14, 0xa0)
                .putU8(0xa0, 0x01);
        assertEquals(List.of(new Capability(0xa0, 1, "PM")), space.decode().capabilities());
    }
}
