// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;

/** The pages in the ram section of a main stream. */
public final class MainStreamPageReader implements Closeable {
    private static final int DEFAULT_PAGE_SIZE = 1 << 12;
    private static final int MAX_PAGE_SIZE = 1 << 16;

    private final PageSink sink;
    private final byte[] page = new byte[MAX_PAGE_SIZE];
    private final Inflater inflater = new Inflater();
    private final byte[] compressed = new byte[MAX_PAGE_SIZE];
    private int pageSize = DEFAULT_PAGE_SIZE;
    private boolean hasFlushMarks;
    private long syncCount;
    private final MappedRamSlotReader slotReader = new MappedRamSlotReader();
    private SpillBuffer bitmap;

    /** @param sink takes them */
    public MainStreamPageReader(PageSink sink) {
        this.sink = sink;
    }

    /** The page size, where the configuration has it; else the first page tells, and zeroes before it are as they were. */
    public void setPageSize(OptionalInt size) {
        pageSize = size.orElse(pageSize);
    }

    /**
     * Takes the record that the reader stands at.
     *
     * @return its body for others who want it: the byte that fills a page, a bitmap, or nothing any more
     */
    public InputStream readRecord(RamRecord record, MigrationReader reader) throws IOException {
        return readRecord(record, reader.body(), reader.source().isSeekable());
    }

    /**
     * Takes a record and its body, which cannot be read again.
     *
     * @return see {@link #readRecord(RamRecord, MigrationReader)}
     */
    public InputStream readRecord(RamRecord record, InputStream body) throws IOException {
        return readRecord(record, body, false);
    }

    /** @param again whether the offsets of the record are places where its body can be read again */
    private InputStream readRecord(RamRecord record, InputStream body, boolean again) throws IOException {
        if (record instanceof RamPage sent) {
            return readPage(sent, body, again);
        } else if (record instanceof RamBlock block) {
            sink.acceptBlock(block);
        } else if (record instanceof RamRecord.FlagOnly mark) {
            handleMark(mark.flag());
        } else if (record instanceof MappedRamRegion stretch && stretch.part() == MappedRamRegion.Part.BITMAP) {
            return keepBitmap(body);
        } else if (record instanceof MappedRamRegion stretch && stretch.part() == MappedRamRegion.Part.PAGES) {
            readSlots(stretch, body, again);
        }
        return InputStream.nullInputStream();
    }

    /** Before QEMU 8.1 the channels synchronised at the end of every section, and there was no mark of its own. */
    private void handleMark(RamRecord.Flag flag) {
        hasFlushMarks |= flag == RamRecord.Flag.MULTIFD_FLUSH;
        syncCount += flag == RamRecord.Flag.MULTIFD_FLUSH || !hasFlushMarks ? 1 : 0;
    }

    private InputStream readPage(RamPage sent, InputStream body, boolean again) throws IOException {
        switch (sent.encoding()) {
            case NORMAL:
                pageSize = (int) sent.bodyLength();
                body.readNBytes(page, 0, pageSize);
                emitPage(sent, page, again ? sent.bodyOffset() : PageCopy.NO_OFFSET);
                break;
            case ZERO:
                int fill = body.read();
                Arrays.fill(page, 0, pageSize, (byte) fill);
                emitPage(sent, page, PageCopy.NO_OFFSET);
                return new ByteArrayInputStream(new byte[] {(byte) fill});
            case XBZRLE:
                applyXbzrle(sent, body);
                break;
            default:
                inflatePage(sent, body);
        }
        return InputStream.nullInputStream();
    }

    private void emitPage(RamPage sent, byte[] content, long place) throws IOException {
        sink.acceptPage(new PageCopy(sent.block(), sent.address(), content, pageSize, currentOrder(), place));
    }

    private long currentOrder() {
        return MultifdPageReader.copyOrder(syncCount, 0);
    }

    private void applyXbzrle(RamPage sent, InputStream body) throws IOException {
        int length = body.readNBytes(compressed, 0, (int) sent.bodyLength());
        byte[] old = new byte[pageSize];
        if (!sink.readLatestCopy(sent.block(), sent.address(), old)) {
            emitPage(sent, null, PageCopy.NO_OFFSET);
            return;
        }
        if (!Xbzrle.apply(compressed, length, old, pageSize)) {
            throw new MalformedStreamException(
                    "ram.xbzrle",
                    sent.offset(),
                    "an XBZRLE page whose runs do not fit a page of " + pageSize + " bytes");
        }
        emitPage(sent, old, PageCopy.NO_OFFSET);
    }

    private void inflatePage(RamPage sent, InputStream body) throws IOException {
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
                    "ram.compressed", sent.offset(), "a packed page that does not unpack to " + pageSize + " bytes");
        }
        pageSize = length;
        emitPage(sent, page, PageCopy.NO_OFFSET);
    }

    private InputStream keepBitmap(InputStream body) throws IOException {
        closeBitmap();
        bitmap = new SpillBuffer();
        body.transferTo(bitmap);
        return bitmap.openRange(0, bitmap.length());
    }

    private void readSlots(MappedRamRegion stretch, InputStream body, boolean again) throws IOException {
        slotReader.readSlots(stretch, bitmap.openRange(0, bitmap.length()), body, (address, content, length) -> {
            long place = again ? stretch.bodyOffset() + address : PageCopy.NO_OFFSET;
            sink.acceptPage(new PageCopy(stretch.block(), address, content, length, currentOrder(), place));
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
