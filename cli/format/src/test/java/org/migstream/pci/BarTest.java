// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void kindsAndAddresses() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .bar(0, 0xc061)
                .bar(1, 0xfebd_0008L)
                .bar(3, 0x000c)
                .bar(4, 0x12)
                .bar(5, 0xfe00_0000L)
                .build();
        assertEquals(
                List.of(
                        new Bar(0, Bar.Kind.IO, 0xc060, false),
                        new Bar(1, Bar.Kind.MEM32, 0xfebd_0000L, true),
                        new Bar(3, Bar.Kind.MEM64, 0x12_0000_0000L, true),
                        new Bar(5, Bar.Kind.MEM32, 0xfe00_0000L, false)),
                Bar.read(space));
    }

    @Test
    void aRegisterBeingSizedIsNoBar() {
        assertEquals(
                List.of(),
                Bar.read(ConfigSpaceBuilder.conventional().bar(0, 0xffff_ffffL).build()));
    }

    @Test
    void theLastRegisterHasNoUpperHalf() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .bar(5, 0xfebd_0004L)
                .u32(0x28, 0x7777)
                .build();
        assertEquals(List.of(new Bar(5, Bar.Kind.MEM64, 0xfebd_0000L, false)), Bar.read(space));
    }

    @Test
    void aBridgeHasTwo() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .u8(PciRegs.HEADER_TYPE, 0x81)
                .bar(1, 0xfebd_0000L)
                .bar(2, 0x0002_0100)
                .build();
        assertEquals(List.of(new Bar(1, Bar.Kind.MEM32, 0xfebd_0000L, false)), Bar.read(space));
    }
}
