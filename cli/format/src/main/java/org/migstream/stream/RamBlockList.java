// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;

/** Reads the list of blocks that follows a {@link RamRecord.MemSize}, and remembers it for the pages. */
final class RamBlockList {
    /** Far above any machine, which has some tens. */
    private static final int MAX_BLOCKS = 1 << 12;
    /** No host has larger pages. */
    private static final long MAX_PAGE_SIZE = 1L << 40;

    private final Map<String, Entry> entries = new HashMap<>();
    private long remainingBytes;

    /** What a page needs to know of its block; the length is in bytes. */
    record Entry(String name, long usedLength) {}

    /** Starts the list: as many bytes of blocks are to come. */
    void start(long totalBytes) {
        remainingBytes = totalBytes;
    }

    boolean isComplete() {
        return remainingBytes == 0;
    }

    /** The block of that name, or null if it is not in the list. */
    Entry find(String name) {
        return entries.get(name);
    }

    /** Reads one block's entry. */
    RamBlock read(ByteSource in, RamOptions options) throws IOException {
        long offset = in.position();
        String name = in.readCountedString();
        if (name.isEmpty()) {
            throw new MalformedStreamException("ram.block-list", offset, "a RAM block without a name");
        }
        long usedLength = in.readBe64();
        if (usedLength < 0 || usedLength > remainingBytes) {
            throw new MalformedStreamException(
                    "ram.block-list",
                    offset,
                    "RAM block \"" + name + "\" claims " + Long.toUnsignedString(usedLength) + " bytes, but only "
                            + remainingBytes + " of the announced total are left");
        }
        remainingBytes -= usedLength;
        entries.put(name, new Entry(name, usedLength));
        if (entries.size() > MAX_BLOCKS) {
            throw new LimitExceededException("ram.too-many-blocks", offset, "more than " + MAX_BLOCKS + " RAM blocks");
        }
        OptionalLong pageSize =
                options.postcopy() && isPageSizeNext(in) ? OptionalLong.of(in.readBe64()) : OptionalLong.empty();
        OptionalLong address = options.ignoreShared() ? OptionalLong.of(in.readBe64()) : OptionalLong.empty();
        return new RamBlock(
                offset,
                name,
                usedLength,
                pageSize,
                address,
                options.mappedRam() ? MappedRamRegion.Header.read(in) : null);
    }

    /**
     * Whether a block's page size comes next, which only the source knows (QEMU {@code ram_save_setup}: with postcopy,
     * for blocks of other pages than the host's). What else may come next, a name or a flag word, is no power of two of
     * that size.
     */
    private static boolean isPageSizeNext(ByteSource in) throws IOException {
        if (in.available(Long.BYTES) < Long.BYTES) {
            return false;
        }
        long value = in.peek64(0);
        return value > RamRecord.Flag.MASK && value <= MAX_PAGE_SIZE && Long.bitCount(value) == 1;
    }
}
