// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.PackageEnd;
import org.migstream.stream.MigrationWriter;

/** Updates the length in each CMD_PACKAGED command after other transforms have changed the package. */
final class PackageLengthFixer implements Transform {
    @Override
    public ElementSink createSink(ElementSink out) {
        return new PackageSink(out);
    }

    private static final class PackageSink implements ElementSink {
        private final ElementSink out;
        private @Nullable Command packagedCommand;
        private @Nullable SpillBuffer packageBuffer;
        private ElementSink contentSink = ElementSink.DISCARD;

        PackageSink(ElementSink out) {
            this.out = out;
        }

        @Override
        public void accept(Element element, InputStream body) throws IOException {
            if (element instanceof Command begin && begin.is(Command.Name.PACKAGED)) {
                packagedCommand = begin;
                packageBuffer = new SpillBuffer();
                contentSink = new MigrationWriter(packageBuffer)::write;
            } else if (element instanceof PackageEnd end && packageBuffer != null) {
                try (SpillBuffer content = packageBuffer) {
                    packageBuffer = null;
                    byte[] length = ByteBuffer.allocate(Integer.BYTES)
                            .putInt((int) content.length())
                            .array();
                    out.accept(Objects.requireNonNull(packagedCommand), new ByteArrayInputStream(length));
                    out.accept(new OpaqueBytes(0, content.length()), content.openRange(0, content.length()));
                    out.accept(end);
                }
            } else {
                (packageBuffer == null ? out : contentSink).accept(element, body);
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
