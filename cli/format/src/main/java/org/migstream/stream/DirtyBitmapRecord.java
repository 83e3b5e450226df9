// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.DIRTY_BITMAP_SIZE;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * A chunk of the section {@code dirty-bitmap} (QEMU migration/block-dirty-bitmap.c {@code dirty_bitmap_load_header},
 * {@code dirty_bitmap_load}): flags, then the fields that the flags select, in this order.
 *
 * <pre>
 *   flags           u8; bit 7 adds a second byte, bit 7 of the second byte adds two more. Known versions send one byte.
 *   DEVICE_NAME     counted name of the node
 *   BITMAP_NAME     counted name of the bitmap
 *   START           be32 granularity, u8 flags of the bitmap
 *   COMPLETE        nothing
 *   BITS            be64 first sector, be32 number of sectors; without ZEROES also be64 size and the bits (the body)
 * </pre>
 *
 * <p>If a name is missing, the name in an earlier chunk applies.
 *
 * @param offset of the flags
 * @param flags see {@link Flag}
 * @param device the node's name; present with DEVICE_NAME
 * @param bitmap the bitmap's name; present with BITMAP_NAME
 * @param start present with START
 * @param range present with BITS
 * @param bitsLength bytes of the little-endian bitmap in the body; present with BITS and without ZEROES
 */
public record DirtyBitmapRecord(
        long offset,
        long flags,
        Optional<String> device,
        Optional<String> bitmap,
        Optional<BitmapStart> start,
        Optional<SectorRange> range,
        OptionalLong bitsLength)
        implements SelfDelimitingRecord {

    /** {@code DIRTY_BITMAP_MIG_FLAG_*}. */
    public enum Flag {
        /** The last chunk of the section. */
        EOS(0x01),
        /** All bits of the range are clear. */
        ZEROES(0x02),
        /** The name of the bitmap follows. */
        BITMAP_NAME(0x04),
        /** The name of the node follows. */
        DEVICE_NAME(0x08),
        /** The properties of a bitmap follow. */
        START(0x10),
        /** All pieces of the bitmap have been sent. */
        COMPLETE(0x20),
        /** A piece of the bitmap follows. */
        BITS(0x40);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /**
     * The properties of a bitmap.
     *
     * @param granularity bytes for each bit
     * @param flags of the bitmap: enabled, persistent and so on
     */
    public record BitmapStart(long granularity, int flags) {
        private static final int LENGTH = 5;
    }

    /** The range that a piece of a bitmap covers, in sectors of 512 bytes. */
    public record SectorRange(long firstSector, long sectorCount) {
        private static final int LENGTH = 12;
    }

    private static final int EXTRA_FLAGS = 0x80;

    static DirtyBitmapRecord read(ByteSource in) throws IOException {
        long offset = in.position();
        long flags = readFlags(in);
        Optional<String> device =
                hasFlag(flags, Flag.DEVICE_NAME) ? Optional.of(in.readCountedString()) : Optional.empty();
        Optional<String> bitmap =
                hasFlag(flags, Flag.BITMAP_NAME) ? Optional.of(in.readCountedString()) : Optional.empty();
        Optional<BitmapStart> start = Optional.empty();
        Optional<SectorRange> range = Optional.empty();
        OptionalLong bits = OptionalLong.empty();
        if (hasFlag(flags, Flag.START)) {
            start = Optional.of(new BitmapStart(in.readBe32(), in.readU8()));
        } else if (hasFlag(flags, Flag.BITS) && !hasFlag(flags, Flag.COMPLETE)) {
            range = Optional.of(new SectorRange(in.readBe64(), in.readBe32()));
            if (!hasFlag(flags, Flag.ZEROES)) {
                bits = OptionalLong.of(LengthField.read(in, offset, DIRTY_BITMAP_SIZE, "a piece of a bitmap"));
            }
        }
        return new DirtyBitmapRecord(offset, flags, device, bitmap, start, range, bits);
    }

    private static long readFlags(ByteSource in) throws IOException {
        long flags = in.readU8();
        if ((flags & EXTRA_FLAGS) != 0) {
            flags = flags << 8 | in.readU8();
            if ((flags & EXTRA_FLAGS) != 0) {
                flags = flags << 16 | in.readBe16();
            }
        }
        return flags;
    }

    private static boolean hasFlag(long flags, Flag flag) {
        return (flags & flag.bit) != 0;
    }

    /** Returns whether {@code flag} is set. */
    public boolean hasFlag(Flag flag) {
        return hasFlag(flags, flag);
    }

    @Override
    public boolean isLast() {
        return hasFlag(Flag.EOS);
    }

    private int flagsLength() {
        return flags < 1 << 8 ? 1 : flags < 1 << 16 ? 2 : 4;
    }

    @Override
    public long headLength() {
        return (long) flagsLength()
                + device.map(name -> 1 + name.length()).orElse(0)
                + bitmap.map(name -> 1 + name.length()).orElse(0)
                + (start.isPresent() ? BitmapStart.LENGTH : 0)
                + (range.isPresent() ? SectorRange.LENGTH : 0)
                + (bitsLength.isPresent() ? Long.BYTES : 0);
    }

    @Override
    public long bodyLength() {
        return bitsLength.orElse(0);
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        for (int shift = 8 * (flagsLength() - 1); shift >= 0; shift -= 8) {
            out.writeU8((int) (flags >> shift));
        }
        if (device.isPresent()) {
            out.writeCountedString(device.get());
        }
        if (bitmap.isPresent()) {
            out.writeCountedString(bitmap.get());
        }
        if (start.isPresent()) {
            out.writeBe32(start.get().granularity());
            out.writeU8(start.get().flags());
        }
        if (range.isPresent()) {
            out.writeBe64(range.get().firstSector());
            out.writeBe32(range.get().sectorCount());
        }
        if (bitsLength.isPresent()) {
            out.writeBe64(bitsLength.getAsLong());
        }
    }
}
