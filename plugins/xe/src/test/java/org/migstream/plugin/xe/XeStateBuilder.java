// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import org.migstream.spi.testkit.ByteBuilder;

/** Builds states from packets. */
final class XeStateBuilder {
    static final int DESCRIPTOR = 1;
    static final int TRAILER = 2;
    static final int GGTT = 3;
    static final int MMIO = 4;
    static final int GUC = 5;
    static final int VRAM = 6;

    private final ByteBuilder bytes = ByteBuilder.le();
    private int tile;
    private int gt;
    private int version = 1;
    private long flags;
    private long offset;

    /** Returns the words of keys, lengths and values. */
    static byte[] klvs(long... words) {
        ByteBuilder klvs = ByteBuilder.le();
        for (long word : words) {
            klvs.u32(word);
        }
        return klvs.toArray();
    }

    /** Starts a state with the descriptor of a BMG of revision 4. */
    static XeStateBuilder bmg() {
        return new XeStateBuilder().descriptor(klvs(0xf0010001L, 0xe20b, 0xf0020001L, 4));
    }

    /** Starts a state of a BMG with all packets of a device that has neither a media GT nor memory. */
    static XeStateBuilder valid() {
        return bmg().resources();
    }

    /** Starts a valid state of a BMG with a media GT; further packets belong to the media GT. */
    static XeStateBuilder withMediaGt() {
        return valid().gt(0, 1).packet(GUC, 8).packet(MMIO, 16);
    }

    /** Starts a state with these descriptors and the packets of a main GT. */
    static XeStateBuilder withDescriptors(byte[]... descriptors) {
        XeStateBuilder packets = new XeStateBuilder();
        for (byte[] klvs : descriptors) {
            packets.descriptor(klvs);
        }
        return packets.resources();
    }

    private XeStateBuilder resources() {
        return packet(GUC, 40).packet(GGTT, 64).packet(MMIO, 16);
    }

    XeStateBuilder descriptor(byte[] klvs) {
        header(DESCRIPTOR, klvs.length).bytes.bytes(klvs);
        return this;
    }

    /** Sets the tile and GT of the following packets. */
    XeStateBuilder gt(int nextTile, int nextGt) {
        tile = nextTile;
        gt = nextGt;
        return this;
    }

    XeStateBuilder version(int next) {
        version = next;
        return this;
    }

    XeStateBuilder flags(long next) {
        flags = next;
        return this;
    }

    XeStateBuilder offset(long next) {
        offset = next;
        return this;
    }

    XeStateBuilder packet(int type, int size) {
        header(type, size).bytes.fill(size, 0xee);
        return this;
    }

    /** Adds a packet with a part of the memory. */
    XeStateBuilder vram(long from, int size) {
        return offset(from).packet(VRAM, size).offset(0);
    }

    XeStateBuilder header(int type, long size) {
        bytes.u8(version).u8(type).u8(tile).u8(gt).u32(flags).u64(offset).u64(size);
        return this;
    }

    /** Returns the state with a trailer. */
    byte[] endWithTrailer() {
        return gt(0, 0).offset(0).packet(TRAILER, 0).endWithoutTrailer();
    }

    /** Returns the state without a trailer. */
    byte[] endWithoutTrailer() {
        return bytes.toArray();
    }
}
