// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord.RamBlock;

/**
 * Updates the offsets in a mapped-ram stream. They count from the start of the file, so they change if the stream was at
 * an offset of a file or in a container, or if an earlier part of it has another length than before. QEMU reads pages at
 * wrong places if they are not updated. A stream whose offsets are right is not changed.
 */
final class MappedRamOffsetFixer implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new OffsetSink(out);
    }

    private static final class OffsetSink extends TransformingSink {
        private long position;
        /** Length of the padding of the current block; -1 if its padding is not changed. */
        private long paddingLength = -1;

        OffsetSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof RamBlock block && block.mappedRamHeader() != null && !block.isLeftOut()) {
                emit(moved(block, block.mappedRamHeader()), body);
            } else if (element instanceof MappedRamRegion padding
                    && padding.part() == MappedRamRegion.Part.PADDING
                    && paddingLength >= 0) {
                emit(
                        new MappedRamRegion(
                                padding.offset(), padding.part(), padding.block(), padding.pageSize(), paddingLength),
                        new ZeroFillInputStream(paddingLength));
            } else {
                emit(element, body);
            }
        }

        private RamBlock moved(RamBlock block, MappedRamRegion.Header header) {
            long bitmapOffset = position + block.headLength();
            if (header.bitmapOffset() == bitmapOffset) {
                paddingLength = -1;
                return block;
            }
            long bitmapEnd = bitmapOffset + MappedRamRegion.bitmapLength(block.usedLength(), header.pageSize());
            long pagesOffset = MappedRamFormat.alignPages(bitmapEnd);
            paddingLength = pagesOffset - bitmapEnd;
            return MappedRamFormat.addTo(
                    block, new MappedRamRegion.Header(header.version(), header.pageSize(), bitmapOffset, pagesOffset));
        }

        private void emit(Element element, InputStream body) throws IOException {
            out().accept(element, body);
            position += element.headLength() + element.bodyLength();
        }
    }
}
