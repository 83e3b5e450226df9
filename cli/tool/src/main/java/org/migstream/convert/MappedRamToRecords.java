// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_RAM_END;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.SparseFile;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageSink;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;

/**
 * Converts the pages of a mapped-ram file to records. In the file, the pages are between the entries of the block list;
 * the records are written into the next section after the list. A page without content in the file becomes a record of
 * a zero page, because the page may have other content on the destination.
 */
final class MappedRamToRecords implements Transform {
    private static final int CHUNK_SIZE = 1 << 12;

    private final ByteSource source;

    /**
     * @param source bytes of the stream; pages of a seekable source are read again when the records are written, pages
     *     of a pipe are copied to a temporary file
     */
    MappedRamToRecords(ByteSource source) {
        this.source = source;
    }

    /** A region, and the offset of its bytes in the source or in the temporary file. */
    private record StoredRegion(MappedRamRegion region, long bodyOffset) {}

    @Override
    public ElementSink createSink(ElementSink out) {
        return new PageRecordSink(out);
    }

    private final class PageRecordSink extends TransformingSink implements PageSink {
        private final List<StoredRegion> regions = new ArrayList<>();
        private @Nullable SparseFile copies;
        private long copiedLength;
        private @Nullable String lastBlock;
        private long nextAddress;

        PageRecordSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof Configuration configuration) {
                out().accept(MappedRamFormat.removeFrom(configuration));
            } else if (element instanceof RamBlock entry) {
                out().accept(MappedRamFormat.removeFrom(entry));
            } else if (element instanceof MappedRamRegion region) {
                if (region.part() != MappedRamRegion.Part.PADDING) {
                    regions.add(new StoredRegion(region, storeBody(region, body)));
                }
            } else {
                if (element instanceof RamRecord.FlagOnly mark
                        && mark.flag() == Flag.EOS
                        && requireSection().kind() != Section.Kind.START) {
                    writePages();
                }
                out().accept(element, body);
            }
        }

        private long storeBody(MappedRamRegion region, InputStream body) throws IOException {
            if (source.isSeekable()) {
                return region.bodyOffset();
            }
            copies = copies == null ? SparseFile.createTemporary() : copies;
            long start = copiedLength;
            byte[] chunk = new byte[CHUNK_SIZE];
            for (int count; (count = body.readNBytes(chunk, 0, CHUNK_SIZE)) > 0; copiedLength += count) {
                copies.write(copiedLength, chunk, count);
            }
            return start;
        }

        private void writePages() throws IOException {
            try (MainStreamPageReader pages = new MainStreamPageReader(this)) {
                for (StoredRegion stored : regions) {
                    MappedRamRegion region = stored.region();
                    nextAddress = 0;
                    pages.readRecord(
                            region,
                            source.isSeekable()
                                    ? source.openRange(stored.bodyOffset(), region.bodyLength())
                                    : Objects.requireNonNull(copies)
                                            .openRange(stored.bodyOffset(), region.bodyLength()));
                    if (region.part() == MappedRamRegion.Part.PAGES) {
                        writeZeroPages(region.block(), region.bodyLength(), region.pageSize());
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
            // mapped-ram has no XBZRLE pages.
            return false;
        }

        @Override
        public void finish() throws IOException {
            if (!regions.isEmpty()) {
                throw ConversionException.unsupported(
                        CONVERT_NO_RAM_END, "the ram section has no END section to write the pages into");
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
