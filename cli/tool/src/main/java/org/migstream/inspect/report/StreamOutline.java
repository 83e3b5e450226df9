// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.profile.SavedProfiles;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.FileHeader;

/**
 * The outline of a main stream. An element that was not read is null. {@link RamSummary}, {@link VmDescSummary} and
 * {@link TrailingBytes} summarize its large parts.
 *
 * @param header of the stream
 * @param configuration null if the stream has none
 * @param hasFooters whether sections have footers; null if no section has ended
 * @param sections in stream order
 * @param commands in stream order
 * @param postcopy whether the command POSTCOPY_RUN was read: the guest ran on the destination before all pages were sent
 * @param ram guest memory; null if the stream has no list of blocks
 * @param vmdesc the vmdescription; null if the stream has none
 * @param endOfStream the byte that ends the stream
 * @param trailing bytes after the stream; null if there are none
 */
public record StreamOutline(
        @Nullable FileHeader header,
        @Nullable Configuration configuration,
        @Nullable Boolean hasFooters,
        SpillList<SectionEntry> sections,
        SpillList<Command> commands,
        boolean postcopy,
        @Nullable RamSummary ram,
        @Nullable VmDescSummary vmdesc,
        @Nullable EndOfStream endOfStream,
        @Nullable TrailingBytes trailing) {
    /** Writes and reads commands of a {@link SpillList}. */
    public static final SpillList.Codec<Command> COMMAND_CODEC = new SpillList.Codec<>() {
        @Override
        public void write(Command command, DataOutput out) throws IOException {
            out.writeLong(command.offset());
            out.writeInt(command.code());
            out.writeLong(command.bodyLength());
        }

        @Override
        public Command read(DataInput in) throws IOException {
            return new Command(in.readLong(), in.readInt(), in.readLong());
        }
    };

    /** Returns the machine type; null if the stream has no configuration or it was not read. */
    public @Nullable String machine() {
        return configuration == null ? null : configuration.machine();
    }

    /** Returns the outline for an input that is not a main stream. */
    public static StreamOutline empty() {
        return new StreamOutline(
                null,
                null,
                null,
                new SpillList<>(SectionEntry.CODEC),
                new SpillList<>(COMMAND_CODEC),
                false,
                null,
                null,
                null,
                null);
    }

    /**
     * Bytes after the end of a stream.
     *
     * @param offset of the first byte
     * @param length number of bytes
     * @param sha256 hexadecimal digest; null if it was not requested
     */
    public record TrailingBytes(
            long offset, long length, @Nullable String sha256) {}

    /**
     * The vmdescription at the end of a stream.
     *
     * @param offset of its type byte
     * @param length of head and body, in bytes
     * @param pageSize of the guest, in bytes; empty if the vmdescription has no page size
     * @param devices number of sections that it describes
     * @param savedProfiles profiles of the saved devices; null if the vmdescription has none
     */
    public record VmDescSummary(
            long offset,
            long length,
            OptionalInt pageSize,
            int devices,
            @Nullable SavedProfiles savedProfiles) {}

    /**
     * The guest memory in the main stream.
     *
     * @param pageSize of the guest, in bytes
     * @param totalBytes of all blocks, as the stream announces them
     * @param blocks in stream order
     * @param multifdFlushes number of times that the main stream waits for the pages on multifd channels
     * @param ended whether the END section of ram was read, so that no more pages can follow in the main stream
     * @param missingPages number of pages of which the main stream has no copy, without blocks that were left out; in
     *     postcopy, a page that was discarded and not sent again is missing; empty if it is not known
     */
    public record RamSummary(
            int pageSize,
            long totalBytes,
            List<Block> blocks,
            long multifdFlushes,
            boolean ended,
            OptionalLong missingPages) {
        /** Copies the list. */
        public RamSummary {
            blocks = List.copyOf(blocks);
        }

        /**
         * The pages of one block. A page that was sent twice counts twice. In a mapped-ram file, a set bit counts as a
         * normal page and a clear bit as a zero page.
         *
         * @param name as ISO 8859-1 characters
         * @param usedBytes length of the block
         * @param normalPages uncompressed pages
         * @param zeroPages pages sent as a fill byte
         * @param xbzrlePages pages sent as differences
         * @param compressedPages pages compressed with zlib
         * @param leftOut whether the source left the block out, because it is shared memory ({@code x-ignore-shared}):
         *     the mapped-ram header of the block states it, or other blocks have pages and this block has none
         */
        public record Block(
                String name,
                long usedBytes,
                long normalPages,
                long zeroPages,
                long xbzrlePages,
                long compressedPages,
                boolean leftOut) {}

        /** Returns whether the main stream has no page of any block, although the blocks have a size. */
        public boolean isWithoutPages() {
            return totalBytes > 0 && contentPages() == 0 && zeroPages() == 0;
        }

        /** Returns the number of pages of all blocks that the source did not leave out. */
        public long pageCount() {
            long pages = 0;
            for (Block block : blocks) {
                pages += block.leftOut ? 0 : (block.usedBytes() + pageSize - 1) / pageSize;
            }
            return pages;
        }

        /** Returns the number of pages with content in all blocks. */
        public long contentPages() {
            long pages = 0;
            for (Block block : blocks) {
                pages += block.normalPages + block.xbzrlePages + block.compressedPages;
            }
            return pages;
        }

        /** Returns the number of zero pages in all blocks. */
        public long zeroPages() {
            long pages = 0;
            for (Block block : blocks) {
                pages += block.zeroPages;
            }
            return pages;
        }
    }
}
