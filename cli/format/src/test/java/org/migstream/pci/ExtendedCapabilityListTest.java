// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedCapabilityListTest {
    private static ConfigSpaceBuilder express() {
        return ConfigSpaceBuilder.express().capability(0x40, 0x10);
    }

    @Test
    void listOrderVersionsAndNames() {
        PciConfiguration configuration = express()
                .extendedCapability(0x100, 0x0001, 2)
                .extendedCapability(0xffc, 0x7777, 15)
                .extendedCapability(0x160, 0x0010, 1)
                .decode();
        assertEquals(
                List.of(
                        new ExtendedCapability(0x100, 0x0001, 2, "AER"),
                        new ExtendedCapability(0xffc, 0x7777, 15, null),
                        new ExtendedCapability(0x160, 0x0010, 1, "SR-IOV")),
                configuration.extendedCapabilities());
        assertEquals(List.of(), configuration.findings());
    }

    /** QEMU turns a hidden capability at 0x100 into one of id 0, since the list must start there. */
    @Test
    void aHiddenFirstCapabilityIsListed() {
        assertEquals(
                List.of(new ExtendedCapability(0x100, 0, 0, "Null"), new ExtendedCapability(0x110, 0xf, 1, "ATS")),
                SavedConfig.load("virtio").decode().extendedCapabilities());
    }

    @ParameterizedTest
    @CsvSource({"0", "0xffffffff"})
    void noneAtAll(String header) {
        ConfigSpaceBuilder space = express().u32(0x100, Long.decode(header));
        assertEquals(List.of(), space.decode().extendedCapabilities());
        assertEquals(List.of(), space.codes());
    }

    /** The link of the only capability is bad: it stays. */
    @ParameterizedTest
    @CsvSource({
        "0x100, pci.extended-capability-loop",
        "0x0fc, pci.extended-capability-pointer",
        "0x200, pci.extended-capability-broken",
        "0x301, pci.extended-capability-unaligned",
    })
    void damagedLinks(String pointer, String code) {
        ConfigSpaceBuilder space = express().u32(0x100, 0x1_0003 | Long.decode(pointer) << 20);
        assertEquals(
                List.of(new ExtendedCapability(0x100, 3, 1, "DSN")),
                space.decode().extendedCapabilities());
        assertEquals(code, space.codes().get(0));
    }

    @Test
    void nobodyLooksForThemWithoutExpress() {
        assertEquals(
                List.of("pci.extended-without-express"),
                ConfigSpaceBuilder.express().extendedCapability(0x100, 3, 1).codes());
    }
}
