// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_PAGES;
import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_BLOCK;
import static org.migstream.report.ConversionFindingCodes.RAM_UNKNOWN_PAGE;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SparseFile;
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

/** Writes the content of one RAM block, as the destination would load it. */
final class RamImageSink extends TransformingSink implements PageSink {
    /** Maximum number of block names in an error message; a machine has about ten blocks. */
    private static final int MAX_LISTED_BLOCKS = 40;

    private final @Nullable String blockName;
    private final SparseFile image;
    private final MainStreamPageReader pages = new MainStreamPageReader(this);
    private final List<String> otherBlocks = new ArrayList<>();
    private long length = -1;
    private boolean contentSent;

    /**
     * Starts an empty image.
     *
     * @param blockName name of the block
     * @param image receives the content
     * @param pageSize page size of the guest in bytes, if known
     */
    RamImageSink(@Nullable String blockName, SparseFile image, OptionalInt pageSize) {
        super(ElementSink.DISCARD);
        this.blockName = blockName;
        this.image = image;
        pages.setPageSize(pageSize);
    }

    @Override
    void transform(Element element, InputStream body) throws IOException {
        if (element instanceof RamRecord record) {
            if (record instanceof RamRecord.FlagOnly mark && mark.flag() == Flag.MULTIFD_FLUSH) {
                throw MultifdChannels.channelsRequired();
            }
            contentSent |= record instanceof RamPage page && page.block().equals(blockName)
                    || record instanceof MappedRamRegion region
                            && region.block().equals(blockName);
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
                    RAM_UNKNOWN_PAGE,
                    "the page at 0x%x of the block is compressed in an unsupported format".formatted(copy.address()));
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

    /** Returns the length of the image in bytes; -1 before the block is listed. */
    long length() {
        return length;
    }

    @Override
    public void finish() throws IOException {
        if (length < 0) {
            throw ConversionException.invalidRequest(
                    CONVERT_NO_SUCH_BLOCK,
                    "the stream has no RAM block \"" + blockName + "\"; it has "
                            + (otherBlocks.isEmpty() ? "none" : String.join(", ", otherBlocks)));
        }
        if (length > 0 && !contentSent) {
            throw ConversionException.invalidRequest(
                    CONVERT_NO_PAGES,
                    "the stream lists the RAM block \"" + blockName
                            + "\" but has no page of it: the source left it out, as"
                            + " x-ignore-shared and CPR do with memory that stays where it is, or it was removed"
                            + " (--strip-ram)");
        }
        image.extendTo(length);
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
