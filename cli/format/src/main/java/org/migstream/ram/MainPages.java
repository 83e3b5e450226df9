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
import org.migstream.io.Scratch;
import org.migstream.stream.MappedRam;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;

/** The pages in the ram section of a main stream. */
public final class MainPages implements Closeable {
    private static final int USUAL = 1 << 12;
    private static final int LARGEST = 1 << 16;

    private final PageSink sink;
    private final byte[] page = new byte[LARGEST];
    private final Inflater inflater = new Inflater();
    private final byte[] packed = new byte[LARGEST];
    private int pageSize = USUAL;
    private boolean flushes;
    private long synchronisations;
    private final MappedSlots mapped = new MappedSlots();
    private Scratch bitmap;

    /** @param sink takes them */
    public MainPages(PageSink sink) {
        this.sink = sink;
    }

    /** The page size, where the configuration has it; else the first page tells, and zeroes before it are as they were. */
    public void configured(OptionalInt size) {
        pageSize = size.orElse(pageSize);
    }

    /**
     * Takes the record that the reader stands at.
     *
     * @return its body for others who want it: the byte that fills a page, a bitmap, or nothing any more
     */
    public InputStream take(RamRecord record, MigrationReader reader) throws IOException {
        return take(record, reader.body(), reader.source().seekable());
    }

    /**
     * Takes a record and its body, which cannot be read again.
     *
     * @return see {@link #take(RamRecord, MigrationReader)}
     */
    public InputStream take(RamRecord record, InputStream body) throws IOException {
        return take(record, body, false);
    }

    /** @param again whether the offsets of the record are places where its body can be read again */
    private InputStream take(RamRecord record, InputStream body, boolean again) throws IOException {
        if (record instanceof RamPage sent) {
            return page(sent, body, again);
        } else if (record instanceof RamBlock block) {
            sink.block(block);
        } else if (record instanceof RamRecord.Mark mark) {
            mark(mark.flag());
        } else if (record instanceof MappedRam stretch && stretch.part() == MappedRam.Part.BITMAP) {
            return keep(body);
        } else if (record instanceof MappedRam stretch && stretch.part() == MappedRam.Part.PAGES) {
            slots(stretch, body, again);
        }
        return InputStream.nullInputStream();
    }

    /** Before QEMU 8.1 the channels synchronised at the end of every section, and there was no mark of its own. */
    private void mark(RamRecord.Flag flag) {
        flushes |= flag == RamRecord.Flag.MULTIFD_FLUSH;
        synchronisations += flag == RamRecord.Flag.MULTIFD_FLUSH || !flushes ? 1 : 0;
    }

    private InputStream page(RamPage sent, InputStream body, boolean again) throws IOException {
        switch (sent.encoding()) {
            case NORMAL:
                pageSize = (int) sent.bodyLength();
                body.readNBytes(page, 0, pageSize);
                emit(sent, page, again ? sent.bodyOffset() : PageCopy.NOWHERE);
                break;
            case ZERO:
                int fill = body.read();
                Arrays.fill(page, 0, pageSize, (byte) fill);
                emit(sent, page, PageCopy.NOWHERE);
                return new ByteArrayInputStream(new byte[] {(byte) fill});
            case XBZRLE:
                difference(sent, body);
                break;
            default:
                inflate(sent, body);
        }
        return InputStream.nullInputStream();
    }

    private void emit(RamPage sent, byte[] content, long place) throws IOException {
        sink.page(new PageCopy(sent.block(), sent.address(), content, pageSize, order(), place));
    }

    private long order() {
        return ChannelPages.order(synchronisations, 0);
    }

    private void difference(RamPage sent, InputStream body) throws IOException {
        int length = body.readNBytes(packed, 0, (int) sent.bodyLength());
        byte[] old = new byte[pageSize];
        if (!sink.latest(sent.block(), sent.address(), old)) {
            emit(sent, null, PageCopy.NOWHERE);
            return;
        }
        if (!Xbzrle.apply(packed, length, old, pageSize)) {
            throw new MalformedStreamException(
                    "ram.xbzrle",
                    sent.offset(),
                    "an XBZRLE page whose runs do not fit a page of " + pageSize + " bytes");
        }
        emit(sent, old, PageCopy.NOWHERE);
    }

    private void inflate(RamPage sent, InputStream body) throws IOException {
        inflater.reset();
        int length = 0;
        try {
            while (!inflater.finished() && length < page.length) {
                if (inflater.needsInput()) {
                    int count = body.read(packed);
                    if (count < 0) {
                        break;
                    }
                    inflater.setInput(packed, 0, count);
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
        if (length != pageSize && length != USUAL) {
            throw new MalformedStreamException(
                    "ram.compressed", sent.offset(), "a packed page that does not unpack to " + pageSize + " bytes");
        }
        pageSize = length;
        emit(sent, page, PageCopy.NOWHERE);
    }

    private InputStream keep(InputStream body) throws IOException {
        forget();
        bitmap = new Scratch();
        body.transferTo(bitmap);
        return bitmap.read(0, bitmap.length());
    }

    private void slots(MappedRam stretch, InputStream body, boolean again) throws IOException {
        mapped.forEach(stretch, bitmap.read(0, bitmap.length()), body, (address, content, length) -> {
            long place = again ? stretch.bodyOffset() + address : PageCopy.NOWHERE;
            sink.page(new PageCopy(stretch.block(), address, content, length, order(), place));
        });
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        forget();
    }

    private void forget() throws IOException {
        if (bitmap != null) {
            bitmap.close();
        }
    }
}
