// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.RAM_BLOCK_LIST;
import static org.migstream.stream.StreamFindingCodes.RAM_TOO_MANY_BLOCKS;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamSectionParser.RamOptions;

/** Reads the list of blocks after a {@link RamRecord.MemSize} and keeps it for the pages. */
final class RamBlockList {
    /** Maximum number of blocks; a machine has some tens. */
    private static final int MAX_BLOCKS = 1 << 12;
    /** Maximum page size of a host in bytes; no host has larger pages. */
    private static final long MAX_PAGE_SIZE = 1L << 40;

    private final Map<String, Entry> entries = new HashMap<>();
    private long remainingBytes;

    /** The name of a block and its length in bytes. */
    record Entry(String name, long usedLength) {}

    /** Starts a list of blocks. The sum of the lengths of the blocks is {@code totalBytes}. */
    void start(long totalBytes) {
        remainingBytes = totalBytes;
    }

    /** Returns whether all blocks of the list have been read. */
    boolean isComplete() {
        return remainingBytes == 0;
    }

    /** Returns the block with this name; empty if it is not in the list. */
    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Reads the entry of one block. */
    RamBlock read(ByteSource in, RamOptions options) throws IOException {
        long offset = in.position();
        String name = in.readCountedString();
        if (name.isEmpty()) {
            throw new MalformedStreamException(RAM_BLOCK_LIST, offset, "a RAM block has no name");
        }
        long usedLength = in.readBe64();
        if (usedLength < 0 || usedLength > remainingBytes) {
            throw new MalformedStreamException(
                    RAM_BLOCK_LIST,
                    offset,
                    "RAM block \"" + name + "\" claims " + Long.toUnsignedString(usedLength) + " bytes, but only "
                            + remainingBytes + " bytes of the announced total are left");
        }
        remainingBytes -= usedLength;
        entries.put(name, new Entry(name, usedLength));
        if (entries.size() > MAX_BLOCKS) {
            throw new LimitExceededException(
                    RAM_TOO_MANY_BLOCKS, offset, "the stream has more than " + MAX_BLOCKS + " RAM blocks");
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
     * Returns whether the next bytes are the page size of a block. With postcopy, the source writes the page size only
     * of blocks whose pages differ in size from the host's (QEMU {@code ram_save_setup}), and no field shows this.
     * Other bytes that can follow here are a name or a word with flags. Neither is a power of two in this range.
     */
    private static boolean isPageSizeNext(ByteSource in) throws IOException {
        if (in.available(Long.BYTES) < Long.BYTES) {
            return false;
        }
        long value = in.peek64(0);
        return value > RamRecord.Flag.MASK && value <= MAX_PAGE_SIZE && Long.bitCount(value) == 1;
    }
}
