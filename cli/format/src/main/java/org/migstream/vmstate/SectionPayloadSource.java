// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.migstream.stream.SectionKey;

/** Where the decoder gets the payloads of FULL sections from, in the order in which the description names them. */
@FunctionalInterface
public interface SectionPayloadSource {
    /**
     * The payload of a section; of the next one where several have the same name and instance (QEMU's slirp does that).
     * Null passes over it: the stream may lack it, or somebody else reads it better.
     *
     * @throws IOException when the input fails
     */
    Payload open(SectionKey key) throws IOException;

    /**
     * Bytes of one section between header and footer; closed by the decoder.
     *
     * @param offset of the first byte in the stream: what values and findings count from
     * @param bytes ends where the payload ends
     */
    record Payload(long offset, InputStream bytes) implements Closeable {
        /** Refuses nulls. */
        public Payload {
            Objects.requireNonNull(bytes);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
