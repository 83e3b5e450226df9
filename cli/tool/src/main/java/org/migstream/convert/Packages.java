// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.PackageEnd;

/** Writes the true length of a package in front of it, whatever has become of the elements in it. */
final class Packages implements Transform {
    @Override
    public ElementSink into(ElementSink out) {
        return new Packing(out);
    }

    private static final class Packing implements ElementSink {
        private final ElementSink out;
        private Command command;
        private SpillBuffer content;
        private ElementSink inside;

        Packing(ElementSink out) {
            this.out = out;
        }

        @Override
        public void element(Element element, InputStream body) throws IOException {
            if (element instanceof Command begin && begin.is(Command.Name.PACKAGED)) {
                command = begin;
                content = new SpillBuffer();
                inside = new StreamSink(content);
            } else if (element instanceof PackageEnd end && content != null) {
                try (SpillBuffer packed = content) {
                    content = null;
                    byte[] length = ByteBuffer.allocate(Integer.BYTES)
                            .putInt((int) packed.length())
                            .array();
                    out.element(command, new ByteArrayInputStream(length));
                    out.element(new OpaqueBytes(0, packed.length()), packed.openRange(0, packed.length()));
                    out.element(end);
                }
            } else {
                (content == null ? out : inside).element(element, body);
            }
        }

        @Override
        public void end() throws IOException {
            out.end();
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                if (content != null) {
                    content.close();
                }
            }
        }
    }
}
