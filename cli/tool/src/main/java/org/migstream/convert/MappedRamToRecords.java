// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.ByteSource;
import org.migstream.io.SparseFile;
import org.migstream.io.ZeroFillInputStream;
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
final class MappedRamToRecords implements Transform {
    private static final int CHUNK_SIZE = 1 << 12;

    private final ByteSource source;

    /** @param source of the stream: if it is a file, pages are read out of it when it is their turn */
    MappedRamToRecords(ByteSource source) {
        this.source = source;
    }

    /** A stretch of the file, and where its bytes can be read. */
    private record StoredRegion(MappedRamRegion region, long bodyOffset) {}

    @Override
    public ElementSink createSink(ElementSink out) {
        return new RecordingSink(out);
    }

    private final class RecordingSink extends TransformingSink implements PageSink {
        private final List<StoredRegion> regions = new ArrayList<>();
        private SparseFile copies;
        private long copiedLength;
        private String lastBlock;
        private long nextAddress;

        RecordingSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof Configuration configuration) {
                out().accept(MappedRamFormat.removeFrom(configuration));
            } else if (element instanceof RamBlock entry) {
                out().accept(MappedRamFormat.removeFrom(entry));
            } else if (element instanceof MappedRamRegion stretch) {
                if (stretch.part() != MappedRamRegion.Part.PADDING) {
                    regions.add(new StoredRegion(stretch, storeBody(stretch, body)));
                }
            } else {
                if (element instanceof RamRecord.FlagOnly mark
                        && mark.flag() == Flag.EOS
                        && section().kind() != Section.Kind.START) {
                    writePages();
                }
                out().accept(element, body);
            }
        }

        private long storeBody(MappedRamRegion stretch, InputStream body) throws IOException {
            if (source.isSeekable()) {
                return stretch.bodyOffset();
            }
            copies = copies == null ? SparseFile.createTemporary() : copies;
            long place = copiedLength;
            byte[] chunk = new byte[CHUNK_SIZE];
            for (int count; (count = body.readNBytes(chunk, 0, CHUNK_SIZE)) > 0; copiedLength += count) {
                copies.write(copiedLength, chunk, count);
            }
            return place;
        }

        private void writePages() throws IOException {
            try (MainStreamPageReader pages = new MainStreamPageReader(this)) {
                for (StoredRegion kept : regions) {
                    MappedRamRegion stretch = kept.region();
                    nextAddress = 0;
                    pages.readRecord(
                            stretch,
                            source.isSeekable()
                                    ? source.openRange(kept.bodyOffset(), stretch.bodyLength())
                                    : copies.openRange(kept.bodyOffset(), stretch.bodyLength()));
                    if (stretch.part() == MappedRamRegion.Part.PAGES) {
                        writeZeroPages(stretch.block(), stretch.bodyLength(), stretch.pageSize());
                    }
                }
                regions.clear();
            }
        }

        @Override
        public void acceptPage(PageCopy copy) throws IOException {
            writeZeroPages(copy.block(), copy.address(), copy.length());
            writePage(
                    RamPage.Encoding.NORMAL,
                    copy.block(),
                    copy.length(),
                    new ByteArrayInputStream(copy.content(), 0, copy.length()));
            nextAddress += copy.length();
        }

        private void writeZeroPages(String name, long end, long pageSize) throws IOException {
            for (; nextAddress < end; nextAddress += pageSize) {
                writePage(RamPage.Encoding.ZERO, name, 1, new ZeroFillInputStream(1));
            }
        }

        private void writePage(RamPage.Encoding encoding, String name, long length, InputStream body)
                throws IOException {
            out().accept(new RamPage(0, encoding, name.equals(lastBlock), name, nextAddress, length), body);
            lastBlock = name;
        }

        @Override
        public boolean readLatestCopy(String name, long address, byte[] into) {
            // There are no differences in such a file.
            return false;
        }

        @Override
        public void finish() throws IOException {
            if (!regions.isEmpty()) {
                throw ConversionException.unsupported(
                        "convert.no-ram-end", "the ram section has no END, where the pages would have to stand");
            }
            super.finish();
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
