// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.migstream.stream.SectionKey;

/** Provides the payloads of FULL sections to the decoder, in the order of the vmdescription. */
@FunctionalInterface
public interface SectionPayloadSource {
    /**
     * Opens the payload of a section. If several sections have the same name and instance, as with QEMU's slirp, each
     * call opens the next one.
     *
     * @return empty to skip the section: the stream may lack it, or another decoder may read it
     * @throws IOException if the input fails
     */
    Optional<Payload> open(SectionKey key) throws IOException;

    /**
     * The bytes of one section between header and footer. The decoder closes the payload.
     *
     * @param offset offset of the first byte in the stream; the offsets of values and findings are based on it
     * @param bytes a stream that ends where the payload ends
     */
    record Payload(long offset, InputStream bytes) implements Closeable {
        /** Rejects null. */
        public Payload {
            Objects.requireNonNull(bytes);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
