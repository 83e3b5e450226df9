// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Parses the configuration in a multifd packet: DEV_CONFIG_STATE config END_OF_STATE, up to the end of the packet (QEMU
 * hw/vfio/migration-multifd.c {@code vfio_save_complete_precopy_thread_config_state}). A packet has a length, unlike a
 * section, so the end is certain.
 */
final class VfioConfigPacketParser implements ElementParser {
    /** Bytes; more than twice the longest configuration. */
    private static final int MAX_CONFIG_LENGTH = 1 << 16;

    private final long end;
    private @Nullable Tag lastTag;

    /** @param end of the packet, bytes from the start of the stream */
    VfioConfigPacketParser(long end) {
        this.end = end;
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (lastTag == Tag.END_OF_STATE) {
            return null;
        }
        long offset = in.position();
        if (lastTag == null) {
            lastTag = Tag.DEV_CONFIG_STATE;
            return readConfig(in, offset);
        }
        in.readBe64();
        lastTag = Tag.END_OF_STATE;
        return new VfioRecord.TagOnly(offset, lastTag);
    }

    private VfioRecord readConfig(ByteSource in, long offset) throws IOException {
        int length = (int) Math.min(end - offset, MAX_CONFIG_LENGTH);
        if (in.available(length) < length) {
            throw in.endOfInputException();
        }
        if (length < 2 * Long.BYTES
                || in.peek64(0) != Tag.DEV_CONFIG_STATE.value()
                || in.peek64(length - Long.BYTES) != Tag.END_OF_STATE.value()) {
            throw new MalformedStreamException(
                    "vfio.config-packet",
                    offset,
                    "the packet's %d bytes are not DEV_CONFIG_STATE, a configuration, END_OF_STATE"
                            .formatted(end - offset));
        }
        in.readBe64();
        return new VfioRecord.Config(
                offset, VfioConfigLayoutDetector.detect(in, (source, ahead) -> source.position() + ahead == end));
    }
}
