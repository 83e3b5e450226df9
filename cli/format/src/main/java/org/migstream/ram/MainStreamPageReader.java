// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import static org.migstream.stream.StreamFindingCodes.RAM_COMPRESSED;
import static org.migstream.stream.StreamFindingCodes.RAM_XBZRLE;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.SpillBuffer;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;

/** Reads the pages in the ram section of a main stream. */
public final class MainStreamPageReader implements Closeable {
    private static final int DEFAULT_PAGE_SIZE = 1 << 12;
    private static final int MAX_PAGE_SIZE = 1 << 16;

    private final PageSink sink;
    private final byte[] page = new byte[MAX_PAGE_SIZE];
    private final Inflater inflater = new Inflater();
    private final byte[] compressed = new byte[MAX_PAGE_SIZE];
    private int pageSize = DEFAULT_PAGE_SIZE;
    private boolean hasFlushFlags;
    private long syncCount;
    private final MappedRamSlotReader slotReader = new MappedRamSlotReader();
    private @Nullable SpillBuffer bitmap;

    /** @param sink receives the pages */
    public MainStreamPageReader(PageSink sink) {
        this.sink = sink;
    }

    /**
     * Sets the page size from the configuration. Without that size, a page has 4096 bytes until the first page with
     * content.
     *
     * @param size in bytes; empty if the configuration has none
     */
    public void setPageSize(OptionalInt size) {
        pageSize = size.orElse(pageSize);
    }

    /**
     * Reads the record at the position of the reader.
     *
     * @return a stream that returns the fill byte of a page or a bitmap again; an empty stream for other records
     */
    public InputStream readRecord(RamRecord record, MigrationReader reader) throws IOException {
        return readRecord(record, reader.body(), reader.source().isSeekable());
    }

    /**
     * Reads a record from its body, which cannot be read again.
     *
     * @return a stream as described at {@link #readRecord(RamRecord, MigrationReader)}
     */
    public InputStream readRecord(RamRecord record, InputStream body) throws IOException {
        return readRecord(record, body, false);
    }

    /** @param seekable whether the body can be read again at its offset in the input */
    private InputStream readRecord(RamRecord record, InputStream body, boolean seekable) throws IOException {
        if (record instanceof RamPage ramPage) {
            return readPage(ramPage, body, seekable);
        } else if (record instanceof RamBlock block) {
            sink.acceptBlock(block);
        } else if (record instanceof RamRecord.FlagOnly flagOnly) {
            handleFlag(flagOnly.flag());
        } else if (record instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.BITMAP) {
            return keepBitmap(body);
        } else if (record instanceof MappedRamRegion region && region.part() == MappedRamRegion.Part.PAGES) {
            readSlots(region, body, seekable);
        }
        return InputStream.nullInputStream();
    }

    /** Counts synchronisations. Before QEMU 8.1, all channels synchronise at the end of every section, without a flag. */
    private void handleFlag(RamRecord.Flag flag) {
        hasFlushFlags |= flag == RamRecord.Flag.MULTIFD_FLUSH;
        syncCount += flag == RamRecord.Flag.MULTIFD_FLUSH || !hasFlushFlags ? 1 : 0;
    }

    private InputStream readPage(RamPage ramPage, InputStream body, boolean seekable) throws IOException {
        switch (ramPage.encoding()) {
            case NORMAL:
                pageSize = (int) ramPage.bodyLength();
                body.readNBytes(page, 0, pageSize);
                emitPage(ramPage, page, seekable ? ramPage.bodyOffset() : PageCopy.NO_OFFSET);
                break;
            case ZERO:
                int fill = body.read();
                Arrays.fill(page, 0, pageSize, (byte) fill);
                emitPage(ramPage, page, PageCopy.NO_OFFSET);
                return new ByteArrayInputStream(new byte[] {(byte) fill});
            case XBZRLE:
                applyXbzrle(ramPage, body);
                break;
            default:
                inflatePage(ramPage, body);
        }
        return InputStream.nullInputStream();
    }

    private void emitPage(RamPage ramPage, byte[] content, long offset) throws IOException {
        sink.acceptPage(new PageCopy(ramPage.block(), ramPage.address(), content, pageSize, currentOrder(), offset));
    }

    private long currentOrder() {
        return PageCopy.orderOf(syncCount, 0);
    }

    private void applyXbzrle(RamPage ramPage, InputStream body) throws IOException {
        int length = body.readNBytes(compressed, 0, (int) ramPage.bodyLength());
        byte[] old = new byte[pageSize];
        if (!sink.readLatestCopy(ramPage.block(), ramPage.address(), old)) {
            emitPage(ramPage, PageCopy.UNKNOWN_CONTENT, PageCopy.NO_OFFSET);
            return;
        }
        if (!Xbzrle.apply(compressed, length, old, pageSize)) {
            throw new MalformedStreamException(
                    RAM_XBZRLE,
                    ramPage.offset(),
                    "the runs of an XBZRLE page exceed the page size of " + pageSize + " bytes");
        }
        emitPage(ramPage, old, PageCopy.NO_OFFSET);
    }

    private void inflatePage(RamPage ramPage, InputStream body) throws IOException {
        inflater.reset();
        int length = 0;
        try {
            while (!inflater.finished() && length < page.length) {
                if (inflater.needsInput()) {
                    int count = body.read(compressed);
                    if (count < 0) {
                        break;
                    }
                    inflater.setInput(compressed, 0, count);
                }
                int more = inflater.inflate(page, length, page.length - length);
                if (more == 0 && inflater.needsDictionary()) {
                    break;
                }
                length += more;
            }
        } catch (DataFormatException e) {
            length = 0;
        }
        if (length != pageSize && length != DEFAULT_PAGE_SIZE) {
            throw new MalformedStreamException(
                    RAM_COMPRESSED,
                    ramPage.offset(),
                    "a compressed page does not decompress to " + pageSize + " bytes");
        }
        pageSize = length;
        emitPage(ramPage, page, PageCopy.NO_OFFSET);
    }

    private InputStream keepBitmap(InputStream body) throws IOException {
        closeBitmap();
        SpillBuffer kept = new SpillBuffer();
        bitmap = kept;
        body.transferTo(kept);
        return kept.openRange(0, kept.length());
    }

    private void readSlots(MappedRamRegion region, InputStream body, boolean seekable) throws IOException {
        SpillBuffer kept = Objects.requireNonNull(bitmap, "the bitmap of a block precedes its pages");
        slotReader.readSlots(region, kept.openRange(0, kept.length()), body, (address, content, length) -> {
            long offset = seekable ? region.bodyOffset() + address : PageCopy.NO_OFFSET;
            sink.acceptPage(new PageCopy(region.block(), address, content, length, currentOrder(), offset));
        });
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        closeBitmap();
    }

    private void closeBitmap() throws IOException {
        if (bitmap != null) {
            bitmap.close();
        }
    }
}
