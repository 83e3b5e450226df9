// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.pci.PciConfiguration.ExtendedCapability;

class ExtendedCapabilityListTest {
    private static ConfigSpaceBuilder express() {
        return ConfigSpaceBuilder.express().addCapability(0x40, CapabilityId.EXP.id());
    }

    @Test
    void capabilities_areInListOrderWithVersionsAndNames() {
        PciConfiguration configuration = express()
                .addExtendedCapability(0x100, 0x0001, 2)
                .addExtendedCapability(0xffc, 0x7777, 15)
                .addExtendedCapability(0x160, 0x0010, 1)
                .decode();
        assertEquals(
                List.of(
                        new ExtendedCapability(0x100, 0x0001, 2, "AER"),
                        new ExtendedCapability(0xffc, 0x7777, 15, null),
                        new ExtendedCapability(0x160, 0x0010, 1, "SR-IOV")),
                configuration.extendedCapabilities());
        assertEquals(List.of(), configuration.findings());
    }

    /** QEMU replaces a hidden capability at 0x100 by one with id 0, because the list must start there. */
    @Test
    void nullFirstCapability_isListed() {
        assertEquals(
                List.of(new ExtendedCapability(0x100, 0, 0, "Null"), new ExtendedCapability(0x110, 0xf, 1, "ATS")),
                SavedConfig.load("virtio").decode().extendedCapabilities());
    }

    @ParameterizedTest
    @CsvSource({"0", "0xffffffff"})
    void emptyHeader_givesEmptyList(String header) {
        ConfigSpaceBuilder space = express().putU32(0x100, Long.decode(header));
        assertEquals(List.of(), space.decode().extendedCapabilities());
        assertEquals(List.of(), space.findingCodes());
    }

    /** The next pointer of the only capability is damaged; the capability stays in the list. */
    @ParameterizedTest
    @CsvSource({
        "0x100, pci.extended-capability-loop",
        "0x0fc, pci.extended-capability-pointer",
        "0x200, pci.extended-capability-broken",
        "0x301, pci.extended-capability-unaligned",
    })
    void damagedLink_endsListWithFinding(String pointer, String code) {
        ConfigSpaceBuilder space = express().putU32(0x100, 0x1_0003 | Long.decode(pointer) << 20);
        assertEquals(
                List.of(new ExtendedCapability(0x100, 3, 1, "DSN")),
                space.decode().extendedCapabilities());
        assertEquals(code, space.findingCodes().get(0));
    }

    @Test
    void extendedListWithoutExpressCapability_isReported() {
        assertEquals(
                List.of("pci.extended-without-express"),
                ConfigSpaceBuilder.express().addExtendedCapability(0x100, 3, 1).findingCodes());
    }
}
