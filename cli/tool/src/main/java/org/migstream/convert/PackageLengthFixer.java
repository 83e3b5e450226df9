// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.PackageEnd;

/** Writes the true length of a package in front of it, whatever has become of the elements in it. */
final class PackageLengthFixer implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new PackageSink(out);
    }

    private static final class PackageSink implements ElementSink {
        private final ElementSink out;
        private Command command;
        private SpillBuffer packageBuffer;
        private ElementSink packageSink;

        PackageSink(ElementSink out) {
            this.out = out;
        }

        @Override
        public void accept(Element element, InputStream body) throws IOException {
            if (element instanceof Command begin && begin.is(Command.Name.PACKAGED)) {
                command = begin;
                packageBuffer = new SpillBuffer();
                packageSink = new MigrationWriter(packageBuffer)::write;
            } else if (element instanceof PackageEnd end && packageBuffer != null) {
                try (SpillBuffer packed = packageBuffer) {
                    packageBuffer = null;
                    byte[] length = ByteBuffer.allocate(Integer.BYTES)
                            .putInt((int) packed.length())
                            .array();
                    out.accept(command, new ByteArrayInputStream(length));
                    out.accept(new OpaqueBytes(0, packed.length()), packed.openRange(0, packed.length()));
                    out.accept(end);
                }
            } else {
                (packageBuffer == null ? out : packageSink).accept(element, body);
            }
        }

        @Override
        public void finish() throws IOException {
            out.finish();
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                if (packageBuffer != null) {
                    packageBuffer.close();
                }
            }
        }
    }
}
