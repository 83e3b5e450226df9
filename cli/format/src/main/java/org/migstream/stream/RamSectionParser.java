// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.RAM_ADDRESS;
import static org.migstream.stream.StreamFindingCodes.RAM_MAPPED_OFFSET;
import static org.migstream.stream.StreamFindingCodes.RAM_NO_BLOCK;
import static org.migstream.stream.StreamFindingCodes.RAM_RDMA;
import static org.migstream.stream.StreamFindingCodes.RAM_UNKNOWN_BLOCK;
import static org.migstream.stream.StreamFindingCodes.RAM_UNKNOWN_FLAGS;
import static org.migstream.stream.StreamFindingCodes.RAM_XBZRLE;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.RamRecord.RamPage.Encoding;

/**
 * Parses the records of ram sections. The word EOS ends each section. One instance parses all ram sections of a stream,
 * because CONTINUE may refer to a block that an earlier section names.
 */
final class RamSectionParser implements ElementParser {
    private static final int MAPPED_RAM_HDR_VERSION = 1;

    private final RamOptions options;
    private final RamBlockList blocks = new RamBlockList();
    private final Queue<MappedRamRegion> pendingRegions = new ArrayDeque<>();
    private final RamPageSizeDetector pageSizeDetector;
    private final PageScanner pageScanner = new PageScanner();
    private RamBlockList.@Nullable Entry currentBlock;
    private boolean ended;

    RamSectionParser(RamOptions options) {
        this.options = options;
        this.pageSizeDetector = new RamPageSizeDetector(options.pageSize());
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (!pendingRegions.isEmpty()) {
            return pendingRegions.remove();
        }
        if (ended) {
            ended = false;
            return null;
        }
        return blocks.isComplete() ? readRecord(in) : readBlock(in);
    }

    private Element readRecord(ByteSource in) throws IOException {
        long offset = in.position();
        long word = in.readBe64();
        long address = word & ~Flag.MASK;
        int flags = (int) (word & Flag.MASK);
        if (flags == Flag.MEM_SIZE.bit() && address >= 0) {
            blocks.start(address);
            return new RamRecord.MemSize(offset, address);
        }
        if (word == Flag.EOS.bit()) {
            ended = true;
            return new RamRecord.FlagOnly(offset, Flag.EOS);
        }
        if (word == Flag.MULTIFD_FLUSH.bit()) {
            return new RamRecord.FlagOnly(offset, Flag.MULTIFD_FLUSH);
        }
        if ((flags & Flag.HOOK.bit()) != 0) {
            throw new UnsupportedStreamException(
                    RAM_RDMA, offset, "RDMA migrations are unsupported: the pages are not in the stream");
        }
        Encoding encoding = Encoding.of(flags);
        if (encoding == null) {
            throw new MalformedStreamException(
                    RAM_UNKNOWN_FLAGS,
                    offset,
                    "0x%016x is not a RAM record: unknown flags 0x%x".formatted(word, flags));
        }
        return readPage(in, offset, encoding, (flags & Flag.CONTINUE.bit()) != 0, address);
    }

    @Override
    public void skipPages(ByteSource in, PageVisitor visitor) throws IOException {
        RamBlockList.Entry block = Objects.requireNonNull(currentBlock, "the current page is in a block");
        pageScanner.start(block.usedLength(), pageSizeDetector.knownSize());
        int wanted;
        do {
            in.scan(pageScanner);
            pageScanner.visitPages(visitor);
            wanted = pageScanner.wantedBytes();
        } while (wanted > 0 && in.available(wanted) == wanted);
    }

    private RamPage readPage(ByteSource in, long offset, Encoding encoding, boolean continued, long address)
            throws IOException {
        RamBlockList.Entry block = continued ? currentBlock : readBlockName(in, offset);
        if (block == null) {
            throw new MalformedStreamException(
                    RAM_NO_BLOCK, offset, "the first page has the flag CONTINUE, which requires an earlier page");
        }
        currentBlock = block;
        if (address < 0 || address >= block.usedLength()) {
            throw new MalformedStreamException(
                    RAM_ADDRESS,
                    offset,
                    "a page is at 0x%x of the RAM block \"%s\", which has only 0x%x bytes"
                            .formatted(address, block.name(), block.usedLength()));
        }
        return new RamPage(
                offset, encoding, continued, block.name(), address, readBodyLength(in, offset, encoding, block));
    }

    private RamBlockList.Entry readBlockName(ByteSource in, long offset) throws IOException {
        String name = in.readCountedString();
        return blocks.find(name)
                .orElseThrow(() -> new MalformedStreamException(
                        RAM_UNKNOWN_BLOCK,
                        offset,
                        "a page is in the RAM block \"" + name + "\", which is not in the list of blocks"));
    }

    private long readBodyLength(ByteSource in, long offset, Encoding encoding, RamBlockList.Entry block)
            throws IOException {
        switch (encoding) {
            case ZERO:
                return 1;
            case NORMAL:
                return pageSizeDetector.detect(in, block.usedLength());
            case XBZRLE:
                int kind = in.readU8();
                int length = in.readBe16();
                if (kind != RamPage.ENCODING_FLAG_XBZRLE) {
                    throw new MalformedStreamException(
                            RAM_XBZRLE, offset, "an XBZRLE page has the unknown flag " + kind);
                }
                return length;
            default:
                return in.readBe32();
        }
    }

    private Element readBlock(ByteSource in) throws IOException {
        RamBlock entry = blocks.read(in, options);
        MappedRamRegion.Header header = entry.mappedRamHeader();
        if (header != null && !entry.isLeftOut()) {
            queueMappedRegions(entry, header);
        }
        return entry;
    }

    /** Queues the three regions of a mapped block. The offsets in its header are from the start of the file. */
    private void queueMappedRegions(RamBlock entry, MappedRamRegion.Header header) throws MalformedStreamException {
        long bitmap = entry.end();
        long streamOffset = header.bitmapOffset() - bitmap;
        boolean valid = header.version() == MAPPED_RAM_HDR_VERSION
                && RamPageSizeDetector.isPageSize(header.pageSize())
                && streamOffset >= 0
                && header.pagesOffset() >= 0;
        long padding = valid ? bitmap + MappedRamRegion.bitmapLength(entry.usedLength(), header.pageSize()) : 0;
        long pages = header.pagesOffset() - streamOffset;
        if (!valid || pages < padding || entry.usedLength() > Long.MAX_VALUE - pages) {
            throw new MalformedStreamException(
                    RAM_MAPPED_OFFSET,
                    entry.offset(),
                    "the mapped-ram header of RAM block \"%s\" (%s) does not fit the offset of the block"
                            .formatted(entry.name(), header));
        }
        long pageBytes = header.pageSize();
        pendingRegions.add(
                new MappedRamRegion(bitmap, MappedRamRegion.Part.BITMAP, entry.name(), pageBytes, padding - bitmap));
        pendingRegions.add(
                new MappedRamRegion(padding, MappedRamRegion.Part.PADDING, entry.name(), pageBytes, pages - padding));
        pendingRegions.add(
                new MappedRamRegion(pages, MappedRamRegion.Part.PAGES, entry.name(), pageBytes, entry.usedLength()));
    }

    /**
     * Properties of the source that determine the format of its ram sections. Earlier elements of the stream have these
     * properties.
     *
     * @param postcopy whether a POSTCOPY_ADVISE with page sizes was sent
     * @param ignoreShared the capability {@code x-ignore-shared}
     * @param mappedRam the capability {@code mapped-ram}
     * @param pageSize of the guest, in bytes, if the configuration or the vmdescription has it
     */
    record RamOptions(boolean postcopy, boolean ignoreShared, boolean mappedRam, OptionalInt pageSize) {
        static final RamOptions NONE = new RamOptions(false, false, false, OptionalInt.empty());

        /** Returns these options with postcopy. */
        RamOptions withPostcopy() {
            return new RamOptions(true, ignoreShared, mappedRam, pageSize);
        }

        /** Returns these options with {@code fallback} as the page size, if they have none. */
        RamOptions withDefaultPageSize(OptionalInt fallback) {
            return pageSize.isPresent() ? this : new RamOptions(postcopy, ignoreShared, mappedRam, fallback);
        }
    }
}
