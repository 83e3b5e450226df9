// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.container.Input;
import org.migstream.io.ZeroInputStream;
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
    private final boolean memory;

    /** @param memory whether anybody wants the pages */
    JoinChannels(List<Input> inputs, boolean memory) {
        this.inputs = inputs;
        this.memory = memory;
    }

    @Override
    public ElementSink into(ElementSink out) {
        return new Joining(out);
    }

    private final class Joining extends Step implements PageSink {
        private Channels channels;
        private ElementSink devices;
        /** Before QEMU 8.1 the channels synchronised at the end of every section, and no mark said so. */
        private boolean marked;

        private final Map<String, Long> blocks = new HashMap<>();
        private String block;

        Joining(ElementSink out) {
            super(out);
            devices = new PutDevice(key -> channels().device(key), false).into(out);
        }

        private Channels channels() throws IOException {
            if (channels == null) {
                channels = new Channels(inputs, memory ? this : null);
            }
            return channels;
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof RamRecord.FlagOnly mark) {
                mark(mark);
            } else if (element instanceof RamPage page) {
                out().element(named(page), body);
                block = page.block();
            } else if (element instanceof RamBlock entry) {
                blocks.put(entry.name(), entry.usedLength());
                out().element(entry);
            } else if (!(element instanceof Command command && asksBack(command))) {
                devices.element(element, body);
            }
        }

        private static boolean asksBack(Command command) {
            return command.is(Command.Name.OPEN_RETURN_PATH) || command.is(Command.Name.PING);
        }

        private void mark(RamRecord.FlagOnly mark) throws IOException {
            if (mark.flag() == Flag.MULTIFD_FLUSH) {
                marked = true;
                channels().synchronise();
                return;
            }
            if (!marked) {
                channels().synchronise();
            }
            out().element(mark);
        }

        /** A page that says only "the same block" must say which where others have come in between. */
        private RamPage named(RamPage page) {
            return !page.continued() || page.block().equals(block)
                    ? page
                    : new RamPage(
                            page.offset(), page.encoding(), false, page.block(), page.address(), page.bodyLength());
        }

        @Override
        public void acceptPage(PageCopy copy) throws IOException {
            if (!copy.isContentKnown()) {
                throw RefusedException.unsupported(
                        "convert.packed-channel", "the pages on the channels are packed in a way that is not read");
            }
            Long length = blocks.get(copy.block());
            if (section() == null || !section().isRam() || length == null || copy.address() > length - copy.length()) {
                throw RefusedException.damaged(
                        "multifd.unknown-page",
                        "a channel has a page of guest memory that the main stream has no place for: it belongs to another"
                                + " migration");
            }
            boolean zero = copy.isZero();
            RamPage page = new RamPage(
                    0,
                    zero ? RamPage.Encoding.ZERO : RamPage.Encoding.NORMAL,
                    copy.block().equals(block),
                    copy.block(),
                    copy.address(),
                    zero ? 1 : copy.length());
            out().element(
                            page,
                            zero ? new ZeroInputStream(1) : new ByteArrayInputStream(copy.content(), 0, copy.length()));
            block = copy.block();
        }

        @Override
        public boolean readLatestCopy(String name, long address, byte[] into) {
            // Channels carry no differences.
            return false;
        }

        @Override
        public void end() throws IOException {
            channels().drain();
            devices.end();
        }

        @Override
        public void close() throws IOException {
            try {
                devices.close();
            } finally {
                if (channels != null) {
                    channels.close();
                }
            }
        }
    }
}
