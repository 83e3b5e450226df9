// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalLong;
import org.migstream.stream.RamRecord.RamBlock;

/** Creates blocks of a mapped-ram file. */
final class MappedRamBlocks {
    private static final int PAGE = 4096;
    /**
     * Alignment of the pages. In a file that QEMU writes it is 1 MiB, but the reader accepts every offset in the
     * header.
     */
    private static final long ALIGNMENT = 1 << 14;

    private MappedRamBlocks() {}

    /** Adds a block with its three regions to a stream that starts {@code streamOffset} bytes after the start of the file. */
    static StreamBuilder add(StreamBuilder stream, long streamOffset, String name, long length) {
        return add(stream, streamOffset, name, length, OptionalLong.empty());
    }

    /** Adds a block as the other method does, with its guest address (x-ignore-shared). */
    static StreamBuilder add(
            StreamBuilder stream, long streamOffset, String name, long length, OptionalLong guestAddress) {
        long bitmap = stream.bytes().length + 1 + name.length() + 8 + (guestAddress.isPresent() ? 8 : 0) + 28;
        long padding = bitmap + (length / PAGE + 63) / 64 * 8;
        long pages = (streamOffset + padding + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - streamOffset;
        MappedRamRegion.Header header =
                new MappedRamRegion.Header(1, PAGE, streamOffset + bitmap, streamOffset + pages);
        stream.put(at -> new RamBlock(at, name, length, OptionalLong.empty(), guestAddress, header));
        putRegion(stream, MappedRamRegion.Part.BITMAP, name, padding - bitmap);
        putRegion(stream, MappedRamRegion.Part.PADDING, name, pages - padding);
        return putRegion(stream, MappedRamRegion.Part.PAGES, name, length);
    }

    /** Adds a shared block that the source left out: both offsets are 0, and no region follows. */
    static StreamBuilder addLeftOut(StreamBuilder stream, String name, long length, long guestAddress) {
        MappedRamRegion.Header header = new MappedRamRegion.Header(1, PAGE, 0, 0);
        return stream.put(
                at -> new RamBlock(at, name, length, OptionalLong.empty(), OptionalLong.of(guestAddress), header));
    }

    private static StreamBuilder putRegion(StreamBuilder stream, MappedRamRegion.Part part, String name, long length) {
        return stream.put(at -> new MappedRamRegion(at, part, name, PAGE, length), new byte[(int) length]);
    }
}
