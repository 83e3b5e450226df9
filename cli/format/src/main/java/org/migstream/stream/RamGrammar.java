// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.stream.RamPage.Encoding;
import org.migstream.stream.RamRecord.Flag;

/**
 * The records of the ram section, up to and including the word EOS. One instance serves all sections of a stream: the
 * block that CONTINUE refers to may have been named in an earlier one.
 */
final class RamGrammar implements Grammar {
    private static final int MAPPED_RAM_HDR_VERSION = 1;

    private final RamOptions options;
    private final RamBlockList blocks = new RamBlockList();
    private final Queue<MappedRam> stretches = new ArrayDeque<>();
    private final RamPageSize pageSize;
    private RamBlockList.Entry block;
    private boolean ended;

    RamGrammar(RamOptions options) {
        this.options = options;
        this.pageSize = new RamPageSize(options.pageSize());
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (!stretches.isEmpty()) {
            return stretches.remove();
        }
        if (ended) {
            ended = false;
            return null;
        }
        return blocks.complete() ? record(in) : block(in);
    }

    private Element record(ByteSource in) throws IOException {
        long offset = in.position();
        long word = in.readBe64();
        long address = word & ~Flag.MASK;
        int flags = (int) (word & Flag.MASK);
        if (flags == Flag.MEM_SIZE.bit() && address >= 0) {
            blocks.expect(address);
            return new RamRecord.Size(offset, address);
        }
        if (word == Flag.EOS.bit()) {
            ended = true;
            return new RamRecord.Mark(offset, Flag.EOS);
        }
        if (word == Flag.MULTIFD_FLUSH.bit()) {
            return new RamRecord.Mark(offset, Flag.MULTIFD_FLUSH);
        }
        if ((flags & Flag.HOOK.bit()) != 0) {
            throw new UnsupportedStreamException(
                    "ram.rdma", offset, "an RDMA migration: its pages are not in the stream");
        }
        Encoding encoding = Encoding.of(flags);
        if (encoding == null) {
            throw new MalformedStreamException(
                    "ram.unknown-flags", offset, "0x%016x is no RAM record: unknown flags 0x%x".formatted(word, flags));
        }
        return page(in, offset, encoding, (flags & Flag.CONTINUE.bit()) != 0, address);
    }

    private RamPage page(ByteSource in, long offset, Encoding encoding, boolean continued, long address)
            throws IOException {
        if (!continued) {
            block = named(in, offset);
        } else if (block == null) {
            throw new MalformedStreamException(
                    "ram.no-block", offset, "a page of the same block as the one before, but there is none before");
        }
        if (address < 0 || address >= block.usedLength()) {
            throw new MalformedStreamException(
                    "ram.address",
                    offset,
                    "a page at 0x%x of the RAM block \"%s\", which has 0x%x bytes"
                            .formatted(address, block.name(), block.usedLength()));
        }
        return new RamPage(offset, encoding, continued, block.name(), address, bodyLength(in, offset, encoding));
    }

    private RamBlockList.Entry named(ByteSource in, long offset) throws IOException {
        String name = in.readCountedString();
        RamBlockList.Entry entry = blocks.entry(name);
        if (entry == null) {
            throw new MalformedStreamException(
                    "ram.unknown-block", offset, "a page of the RAM block \"" + name + "\", which was not announced");
        }
        return entry;
    }

    private long bodyLength(ByteSource in, long offset, Encoding encoding) throws IOException {
        switch (encoding) {
            case ZERO:
                return 1;
            case NORMAL:
                return pageSize.at(in, block.usedLength());
            case XBZRLE:
                int kind = in.readU8();
                int length = in.readBe16();
                if (kind != RamPage.ENCODING_FLAG_XBZRLE) {
                    throw new MalformedStreamException("ram.xbzrle", offset, "an XBZRLE page of the kind " + kind);
                }
                return length;
            default:
                return in.readBe32();
        }
    }

    private Element block(ByteSource in) throws IOException {
        RamBlock entry = blocks.read(in, options);
        if (entry.mapped() != null) {
            mapped(entry);
        }
        return entry;
    }

    /** Queues the three stretches behind a mapped block; the offsets in its header count from the file's start. */
    private void mapped(RamBlock entry) throws MalformedStreamException {
        MappedRam.Header header = entry.mapped();
        long bitmap = entry.end();
        long inFront = header.bitmapOffset() - bitmap;
        boolean sane = header.version() == MAPPED_RAM_HDR_VERSION
                && RamPageSize.isPageSize(header.pageSize())
                && inFront >= 0
                && header.pagesOffset() >= 0;
        long padding = sane ? bitmap + MappedRam.bitmapLength(entry.usedLength(), header.pageSize()) : 0;
        long pages = header.pagesOffset() - inFront;
        if (!sane || pages < padding || entry.usedLength() > Long.MAX_VALUE - pages) {
            throw new MalformedStreamException(
                    "ram.mapped-offset",
                    entry.offset(),
                    "the mapped-ram header of RAM block \"%s\" (%s) does not fit its place"
                            .formatted(entry.name(), header));
        }
        long pageBytes = header.pageSize();
        stretches.add(new MappedRam(bitmap, MappedRam.Part.BITMAP, entry.name(), pageBytes, padding - bitmap));
        stretches.add(new MappedRam(padding, MappedRam.Part.PADDING, entry.name(), pageBytes, pages - padding));
        stretches.add(new MappedRam(pages, MappedRam.Part.PAGES, entry.name(), pageBytes, entry.usedLength()));
    }
}
