// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_PACKED_CHANNEL;
import static org.migstream.report.InspectionFindingCodes.MULTIFD_UNKNOWN_PAGE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.ram.PageSink;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;

/**
 * Joins a main stream and its multifd channels. Pages are inserted at the points at which the main stream waited for
 * the channels; device states are inserted into the sections of the devices. Commands that need a return path are
 * removed, because a file has none.
 */
final class JoinChannels implements Transform {
    private final List<Input> inputs;
    private final boolean includesRam;

    /** @param includesRam whether pages of guest memory are joined, too */
    JoinChannels(List<Input> inputs, boolean includesRam) {
        this.inputs = inputs;
        this.includesRam = includesRam;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new JoiningSink(out);
    }

    private final class JoiningSink extends TransformingSink implements PageSink {
        private @Nullable MultifdChannels channels;
        private ElementSink deviceSink;
        /**
         * Whether the stream has MULTIFD_FLUSH records. Before QEMU 8.1 channels synchronised at the end of every
         * section, without a record.
         */
        private boolean hasFlushMarks;

        private final Map<String, Long> blockLengths = new HashMap<>();
        private @Nullable String lastBlock;

        JoiningSink(ElementSink out) {
            super(out);
            deviceSink = new InsertDeviceRecords(key -> openChannels().deviceRecords(key), false).createSink(out);
        }

        private MultifdChannels openChannels() throws IOException {
            if (channels == null) {
                channels = new MultifdChannels(inputs, includesRam ? this : null);
            }
            return channels;
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof RamRecord.FlagOnly mark) {
                acceptMark(mark);
            } else if (element instanceof RamPage page) {
                out().accept(withExplicitBlock(page), body);
                lastBlock = page.block();
            } else if (element instanceof RamBlock block) {
                blockLengths.put(block.name(), block.usedLength());
                out().accept(block);
            } else if (!(element instanceof Command command && isReturnPathCommand(command))) {
                deviceSink.accept(element, body);
            }
        }

        private static boolean isReturnPathCommand(Command command) {
            return command.is(Command.Name.OPEN_RETURN_PATH) || command.is(Command.Name.PING);
        }

        private void acceptMark(RamRecord.FlagOnly mark) throws IOException {
            if (mark.flag() == Flag.MULTIFD_FLUSH) {
                hasFlushMarks = true;
                openChannels().readToSync();
                return;
            }
            if (!hasFlushMarks) {
                openChannels().readToSync();
            }
            out().accept(mark);
        }

        /**
         * Returns a page with the name of its block if the page refers to the block of the previous page, and a page of
         * another block was inserted between them. Returns all other pages unchanged.
         */
        private RamPage withExplicitBlock(RamPage page) {
            return !page.continued() || page.block().equals(lastBlock)
                    ? page
                    : new RamPage(
                            page.offset(), page.encoding(), false, page.block(), page.address(), page.bodyLength());
        }

        @Override
        public void acceptPage(PageCopy copy) throws IOException {
            if (!copy.isContentKnown()) {
                throw ConversionException.unsupported(
                        CONVERT_PACKED_CHANNEL, "the pages on the channels are compressed in an unsupported format");
            }
            Long length = blockLengths.get(copy.block());
            if (section() == null || !section().isRam() || length == null || copy.address() > length - copy.length()) {
                throw ConversionException.damaged(
                        MULTIFD_UNKNOWN_PAGE,
                        "a channel has a page that fits no RAM block of the main stream: the channel belongs to another"
                                + " migration");
            }
            boolean zero = copy.isZero();
            RamPage page = new RamPage(
                    0,
                    zero ? RamPage.Encoding.ZERO : RamPage.Encoding.NORMAL,
                    copy.block().equals(lastBlock),
                    copy.block(),
                    copy.address(),
                    zero ? 1 : copy.length());
            out().accept(
                            page,
                            zero
                                    ? new ZeroFillInputStream(1)
                                    : new ByteArrayInputStream(copy.content(), 0, copy.length()));
            lastBlock = copy.block();
        }

        @Override
        public boolean readLatestCopy(String name, long address, byte[] into) {
            // Channels carry complete pages only.
            return false;
        }

        @Override
        public void finish() throws IOException {
            openChannels().readToEnd();
            deviceSink.finish();
        }

        @Override
        public void close() throws IOException {
            try {
                deviceSink.close();
            } finally {
                if (channels != null) {
                    channels.close();
                }
            }
        }
    }
}
