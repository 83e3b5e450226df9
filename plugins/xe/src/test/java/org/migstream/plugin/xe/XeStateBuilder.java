// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import org.migstream.spi.testkit.ByteBuilder;

/** States made by hand, packet after packet. */
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

    /** The words of keys, lengths and values. */
    static byte[] klvs(long... words) {
        ByteBuilder klvs = ByteBuilder.le();
        for (long word : words) {
            klvs.u32(word);
        }
        return klvs.toArray();
    }

    /** Says that it is of BMG, revision 4. */
    static XeStateBuilder bmg() {
        return new XeStateBuilder().descriptor(klvs(0xf0010001L, 0xe20b, 0xf0020001L, 4));
    }

    /** The same with everything that a device without media GT and without memory sends. */
    static XeStateBuilder valid() {
        return bmg().resources();
    }

    /** The same, and of a second GT, which goes on. */
    static XeStateBuilder withMediaGt() {
        return valid().gt(0, 1).packet(GUC, 8).packet(MMIO, 16);
    }

    /** Everything under other descriptors. */
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

    /** From here on packets are of that GT. */
    XeStateBuilder gt(int otherTile, int otherGt) {
        tile = otherTile;
        gt = otherGt;
        return this;
    }

    XeStateBuilder version(int other) {
        version = other;
        return this;
    }

    XeStateBuilder flags(long other) {
        flags = other;
        return this;
    }

    XeStateBuilder offset(long other) {
        offset = other;
        return this;
    }

    XeStateBuilder packet(int type, int size) {
        header(type, size).bytes.fill(size, 0xee);
        return this;
    }

    /** Part of a GT's memory. */
    XeStateBuilder vram(long from, int size) {
        return offset(from).packet(VRAM, size).offset(0);
    }

    XeStateBuilder header(int type, long size) {
        bytes.u8(version).u8(type).u8(tile).u8(gt).u32(flags).u64(offset).u64(size);
        return this;
    }

    /** The trailer, and done. */
    byte[] endWithTrailer() {
        return gt(0, 0).offset(0).packet(TRAILER, 0).endWithoutTrailer();
    }

    /** Done, without trailer. */
    byte[] endWithoutTrailer() {
        return bytes.toArray();
    }
}
