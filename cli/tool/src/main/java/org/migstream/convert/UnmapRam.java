// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.ByteSource;
import org.migstream.io.ByteSourceInputStream;
import org.migstream.io.SparseFile;
import org.migstream.io.ZeroInputStream;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageCopy;
import org.migstream.ram.PageSink;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section;

/**
 * Makes records of the pages of a mapped-ram file: they follow in the section behind the list of blocks, which in the
 * file stands between them. Pages without a slot are sent as zeroes, as QEMU does, for a destination may have something
 * there.
 */
final class UnmapRam implements Transform {
    private static final int CHUNK = 1 << 12;

    private final ByteSource source;

    /** @param source of the stream: if it is a file, pages are read out of it when it is their turn */
    UnmapRam(ByteSource source) {
        this.source = source;
    }

    /** A stretch of the file, and where its bytes can be read. */
    private record Kept(MappedRamRegion stretch, long place) {}

    @Override
    public ElementSink into(ElementSink out) {
        return new Unmapping(out);
    }

    private final class Unmapping extends Step implements PageSink {
        private final List<Kept> stretches = new ArrayList<>();
        private SparseFile copies;
        private long copied;
        private String block;
        private long next;

        Unmapping(ElementSink out) {
            super(out);
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof Configuration configuration) {
                out().element(MappedRamFormat.without(configuration));
            } else if (element instanceof RamBlock entry) {
                out().element(MappedRamFormat.without(entry));
            } else if (element instanceof MappedRamRegion stretch) {
                if (stretch.part() != MappedRamRegion.Part.PADDING) {
                    stretches.add(new Kept(stretch, keep(stretch, body)));
                }
            } else {
                if (element instanceof RamRecord.FlagOnly mark
                        && mark.flag() == Flag.EOS
                        && section().kind() != Section.Kind.START) {
                    pages();
                }
                out().element(element, body);
            }
        }

        private long keep(MappedRamRegion stretch, InputStream body) throws IOException {
            if (source.isSeekable()) {
                return stretch.bodyOffset();
            }
            copies = copies == null ? SparseFile.createTemporary() : copies;
            long place = copied;
            byte[] chunk = new byte[CHUNK];
            for (int count; (count = body.readNBytes(chunk, 0, CHUNK)) > 0; copied += count) {
                copies.write(copied, chunk, count);
            }
            return place;
        }

        private void pages() throws IOException {
            try (MainStreamPageReader pages = new MainStreamPageReader(this)) {
                for (Kept kept : stretches) {
                    MappedRamRegion stretch = kept.stretch();
                    long end = kept.place() + stretch.bodyLength();
                    next = 0;
                    pages.readRecord(
                            stretch,
                            source.isSeekable()
                                    ? new ByteSourceInputStream(source, kept.place(), end)
                                    : copies.read(kept.place(), stretch.bodyLength()));
                    if (stretch.part() == MappedRamRegion.Part.PAGES) {
                        zeroes(stretch.block(), stretch.bodyLength(), stretch.pageSize());
                    }
                }
                stretches.clear();
            }
        }

        @Override
        public void acceptPage(PageCopy copy) throws IOException {
            zeroes(copy.block(), copy.address(), copy.length());
            put(
                    RamPage.Encoding.NORMAL,
                    copy.block(),
                    copy.length(),
                    new ByteArrayInputStream(copy.content(), 0, copy.length()));
            next += copy.length();
        }

        private void zeroes(String name, long end, long pageSize) throws IOException {
            for (; next < end; next += pageSize) {
                put(RamPage.Encoding.ZERO, name, 1, new ZeroInputStream(1));
            }
        }

        private void put(RamPage.Encoding encoding, String name, long length, InputStream body) throws IOException {
            out().element(new RamPage(0, encoding, name.equals(block), name, next, length), body);
            block = name;
        }

        @Override
        public boolean readLatestCopy(String name, long address, byte[] into) {
            // There are no differences in such a file.
            return false;
        }

        @Override
        public void end() throws IOException {
            if (!stretches.isEmpty()) {
                throw RefusedException.unsupported(
                        "convert.no-ram-end", "the ram section has no END, where the pages would have to stand");
            }
            super.end();
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                if (copies != null) {
                    copies.close();
                }
            }
        }
    }
}
