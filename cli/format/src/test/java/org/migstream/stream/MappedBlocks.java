// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalLong;

/** Blocks of a mapped-ram file by hand. */
final class MappedBlocks {
    private static final int PAGE = 4096;
    /** Where pages begin, in a file of QEMU's: at multiples of 1 MiB. The reader takes what the header says. */
    private static final long ALIGNMENT = 1 << 14;

    private MappedBlocks() {}

    /** A block with its three stretches, in a stream that begins behind {@code inFront} bytes of the file. */
    static StreamBuilder add(StreamBuilder stream, long inFront, String name, long length) {
        long bitmap = stream.bytes().length + 1 + name.length() + 8 + 28;
        long padding = bitmap + (length / PAGE + 63) / 64 * 8;
        long pages = (inFront + padding + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - inFront;
        MappedRam.Header header = new MappedRam.Header(1, PAGE, inFront + bitmap, inFront + pages);
        stream.put(at -> new RamBlock(at, name, length, OptionalLong.empty(), OptionalLong.empty(), header));
        stretch(stream, MappedRam.Part.BITMAP, name, padding - bitmap);
        stretch(stream, MappedRam.Part.PADDING, name, pages - padding);
        return stretch(stream, MappedRam.Part.PAGES, name, length);
    }

    private static StreamBuilder stretch(StreamBuilder stream, MappedRam.Part part, String name, long length) {
        return stream.put(at -> new MappedRam(at, part, name, PAGE, length), new byte[(int) length]);
    }
}
