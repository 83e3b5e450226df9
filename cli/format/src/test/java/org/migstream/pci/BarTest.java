// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
    @Test
    void bars_haveKindAndAddress() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .setBar(0, 0xc061)
                .setBar(1, 0xfebd_0008L)
                .setBar(3, 0x000c)
                .setBar(4, 0x12)
                .setBar(5, 0xfe00_0000L)
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
    void registerDuringSizing_isNotABar() {
        assertEquals(
                List.of(),
                Bar.read(ConfigSpaceBuilder.conventional()
                        .setBar(0, 0xffff_ffffL)
                        .build()));
    }

    @Test
    void last64BitBar_lacksUpperHalf() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .setBar(5, 0xfebd_0004L)
                .putU32(0x28, 0x7777)
                .build();
        assertEquals(List.of(new Bar(5, Bar.Kind.MEM64, 0xfebd_0000L, false)), Bar.read(space));
    }

    @Test
    void bridgeHeader_hasTwoBars() {
        ConfigSpace space = ConfigSpaceBuilder.conventional()
                .putU8(PciRegs.HEADER_TYPE, 0x81)
                .setBar(1, 0xfebd_0000L)
                .setBar(2, 0x0002_0100)
                .build();
        assertEquals(List.of(new Bar(1, Bar.Kind.MEM32, 0xfebd_0000L, false)), Bar.read(space));
    }
}
