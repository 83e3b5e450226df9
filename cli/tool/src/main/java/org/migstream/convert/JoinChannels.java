// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.container.Input;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.ram.PageCopy;
import org.migstream.ram.PageSink;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.RamBlock;
import org.migstream.stream.RamPage;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.Flag;

/**
 * Makes one stream of a main stream and its multifd channels: pages go to where the main stream waited for them, the
 * states of devices into their sections. What asks for a connection back goes, for a file has none.
 */
final class JoinChannels implements Transform {
    private final List<Input> inputs;
    private final boolean includesRam;

    /** @param memory whether anybody wants the pages */
    JoinChannels(List<Input> inputs, boolean memory) {
        this.inputs = inputs;
        this.includesRam = memory;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new JoiningSink(out);
    }

    private final class JoiningSink extends TransformingSink implements PageSink {
        private MultifdChannels channels;
        private ElementSink deviceSink;
        /** Before QEMU 8.1 the channels synchronised at the end of every section, and no mark said so. */
        private boolean hasFlushMarks;

        private final Map<String, Long> blockLengths = new HashMap<>();
        private String lastBlock;

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
            } else if (element instanceof RamBlock entry) {
                blockLengths.put(entry.name(), entry.usedLength());
                out().accept(entry);
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

        /** A page that says only "the same block" must say which where others have come in between. */
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
                        "convert.packed-channel", "the pages on the channels are packed in a way that is not read");
            }
            Long length = blockLengths.get(copy.block());
            if (section() == null || !section().isRam() || length == null || copy.address() > length - copy.length()) {
                throw ConversionException.damaged(
                        "multifd.unknown-page",
                        "a channel has a page of guest memory that the main stream has no place for: it belongs to another"
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
            // Channels carry no differences.
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
