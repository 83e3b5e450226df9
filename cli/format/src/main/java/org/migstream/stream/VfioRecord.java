// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.stream.Element.SectionRecord;

/**
 * A record of the sections of a VFIO device, or of the multifd packet with its configuration (QEMU hw/vfio/migration.c,
 * {@code vfio_save_*} and {@code vfio_load_state}): a be64 tag, then fields that depend on the tag.
 */
public sealed interface VfioRecord extends SectionRecord {
    /** Returns the tag. */
    Tag tag();

    /** The tags; QEMU calls them {@code VFIO_MIG_FLAG_*} (hw/vfio/migration-multifd.h and migration.c). */
    enum Tag {
        /** Ends the records of a section, a set-up or a configuration. */
        END_OF_STATE(0xffffffffef100001L),
        /** QEMU's own state of the device, with the PCI configuration space, then END_OF_STATE. */
        DEV_CONFIG_STATE(0xffffffffef100002L),
        /** Starts the set-up, which is empty: END_OF_STATE follows. */
        DEV_SETUP_STATE(0xffffffffef100003L),
        /** be64 n and n bytes from the device. */
        DEV_DATA_STATE(0xffffffffef100004L),
        /** Ends the initial data; replaces END_OF_STATE (QEMU 8.1 and later). */
        DEV_INIT_DATA_SENT(0xffffffffef100005L),
        /** Allows the destination to load the configuration; the only record of its section (QEMU 10.1, multifd). */
        DEV_CONFIG_LOAD_READY(0xffffffffef100006L);

        private final long value;

        Tag(long value) {
            this.value = value;
        }

        /** Returns the be64 in the stream. */
        public long value() {
            return value;
        }

        /** Returns the tag with this value; empty if it is unknown. */
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

    /** A record that is only a tag. */
    record TagOnly(long offset, Tag tag) implements VfioRecord {}

    /**
     * {@link Tag#DEV_DATA_STATE}: data of the device. Only the order of the bytes matters; their division into records
     * has no meaning.
     */
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

    /** {@link Tag#DEV_CONFIG_STATE}: the body has the layout {@code layout}. */
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
