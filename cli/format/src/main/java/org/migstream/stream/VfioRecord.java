// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;

/**
 * What the sections of a VFIO device consist of, and the multifd packet with its configuration (QEMU
 * hw/vfio/migration.c, {@code vfio_save_*} and {@code vfio_load_state}): a be64 tag, then what the tag asks for.
 */
public sealed interface VfioRecord extends SectionRecord {
    /** The tag. */
    Tag tag();

    /** The tags, {@code VFIO_MIG_FLAG_*} in QEMU hw/vfio/migration-multifd.h and migration.c. */
    enum Tag {
        /** Ends a section's records, a set-up and a configuration. */
        END_OF_STATE(0xffffffffef100001L),
        /** The device's configuration as QEMU keeps it, then END_OF_STATE. */
        DEV_CONFIG_STATE(0xffffffffef100002L),
        /** Nothing but END_OF_STATE follows. */
        DEV_SETUP_STATE(0xffffffffef100003L),
        /** be64 n and n bytes from the device. */
        DEV_DATA_STATE(0xffffffffef100004L),
        /** The initial data are complete; stands in place of END_OF_STATE (QEMU 8.1 and later). */
        DEV_INIT_DATA_SENT(0xffffffffef100005L),
        /** The configuration may be loaded now; stands alone (QEMU 10.1 and later, with multifd). */
        DEV_CONFIG_LOAD_READY(0xffffffffef100006L);

        private final long value;

        Tag(long value) {
            this.value = value;
        }

        /** The be64 on the wire. */
        public long value() {
            return value;
        }

        /** The tag of that value; empty if it is none. */
        public static Optional<Tag> of(long value) {
            for (Tag tag : values()) {
                if (tag.value == value) {
                    return Optional.of(tag);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    default long headLength() {
        return Long.BYTES;
    }

    @Override
    default void writeHead(ByteSink out) throws IOException {
        out.writeBe64(tag().value());
    }

    /** A tag that says all by itself. */
    record TagOnly(long offset, Tag tag) implements VfioRecord {}

    /** {@link Tag#DEV_DATA_STATE}: how the bytes are cut into records means nothing, their order does. */
    record Data(long offset, long bodyLength) implements VfioRecord {
        @Override
        public Tag tag() {
            return Tag.DEV_DATA_STATE;
        }

        @Override
        public long headLength() {
            return 2L * Long.BYTES;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            VfioRecord.super.writeHead(out);
            out.writeBe64(bodyLength);
        }
    }

    /** {@link Tag#DEV_CONFIG_STATE}: the body is laid out as {@code layout} says. */
    record Config(long offset, VfioConfigLayout layout) implements VfioRecord {
        @Override
        public Tag tag() {
            return Tag.DEV_CONFIG_STATE;
        }

        @Override
        public long bodyLength() {
            return layout.length();
        }
    }
}
