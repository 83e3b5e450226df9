// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.migstream.io.SparseFile;
import org.migstream.ram.MainStreamPageReader;
import org.migstream.ram.PageCopy;
import org.migstream.ram.PageSink;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;

/** The end of a pipeline: of one block of guest memory, what the destination would have of it. */
final class RamImageSink extends TransformingSink implements PageSink {
    /** A machine has some ten blocks. */
    private static final int MAX_LISTED_BLOCKS = 40;

    private final String blockName;
    private final SparseFile image;
    private final MainStreamPageReader pages = new MainStreamPageReader(this);
    private final List<String> otherBlocks = new ArrayList<>();
    private long length = -1;

    /**
     * An image of a block.
     *
     * @param image takes it
     * @param pageSize of the guest, if that is known
     */
    RamImageSink(String wanted, SparseFile image, OptionalInt pageSize) {
        super(ElementSink.DISCARD);
        this.blockName = wanted;
        this.image = image;
        pages.setPageSize(pageSize);
    }

    @Override
    void transform(Element element, InputStream body) throws IOException {
        if (element instanceof RamRecord record) {
            if (record instanceof RamRecord.FlagOnly mark && mark.flag() == Flag.MULTIFD_FLUSH) {
                throw MultifdChannels.channelsRequired();
            }
            pages.readRecord(record, body);
        } else if (element instanceof Configuration configuration) {
            pages.setPageSize(configuration.pageSize());
        }
    }

    @Override
    public void acceptBlock(RamBlock block) {
        if (block.name().equals(blockName)) {
            length = block.usedLength();
        } else if (otherBlocks.size() < MAX_LISTED_BLOCKS) {
            otherBlocks.add(block.name());
        }
    }

    @Override
    public void acceptPage(PageCopy copy) throws IOException {
        if (!copy.block().equals(blockName)) {
            return;
        }
        if (!copy.isContentKnown()) {
            throw ConversionException.unsupported(
                    "ram.unknown-page",
                    "the page at 0x%x of the block is packed in a way that is not read".formatted(copy.address()));
        }
        image.write(copy.address(), copy.content(), (int) Math.min(copy.length(), length - copy.address()));
    }

    @Override
    public boolean readLatestCopy(String block, long address, byte[] into) throws IOException {
        if (block.equals(blockName)) {
            image.read(address, into);
        }
        return block.equals(blockName);
    }

    /** How many bytes the image has. */
    long length() {
        return length;
    }

    @Override
    public void finish() throws IOException {
        if (length < 0) {
            throw ConversionException.invalidRequest(
                    "convert.no-such-block",
                    "the stream has no RAM block \"" + blockName + "\"; there "
                            + (otherBlocks.isEmpty() ? "are none" : "are " + String.join(", ", otherBlocks)));
        }
        image.extendTo(length);
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
