// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.stream.ReturnPathMessage.RecvBitmapEnd;

/**
 * A piece of a stream: a head and a body. The fields of this value are the head; the body is opaque bytes in the input.
 * Each element ends where the next begins, so all elements together are the whole stream. The shortest kinds are nested
 * here: {@link PackageEnd}, {@link EndOfStream}, {@link VmDesc} and {@link OpaqueBytes}.
 *
 * <p>{@link MigrationReader} creates elements and {@link MigrationWriter} writes them. If every head is written and
 * every body is copied, the output has the same bytes as the input.
 */
public sealed interface Element
        permits FileHeader,
                Configuration,
                Section,
                SectionFooter,
                Command,
                Element.PackageEnd,
                Element.EndOfStream,
                Element.VmDesc,
                Element.SectionRecord,
                MultifdPacket,
                ReturnPathMessage,
                RecvBitmapEnd,
                CprStateRecord {

    /** Returns the offset of the head, in bytes from the start of the stream. */
    long offset();

    /** Returns the length of the head in bytes. */
    long headLength();

    /** Returns the length of the body in bytes. */
    default long bodyLength() {
        return 0;
    }

    /** Returns the offset of the body. */
    default long bodyOffset() {
        return offset() + headLength();
    }

    /** Returns the offset of the next element. */
    default long end() {
        return bodyOffset() + bodyLength();
    }

    /** Writes the head, {@link #headLength()} bytes. */
    void writeHead(ByteSink out) throws IOException;

    /**
     * An element inside a section, between its {@link Section} and its {@link SectionFooter}. The records of a VFIO
     * configuration can also follow a {@link MultifdDeviceStatePacket}.
     */
    sealed interface SectionRecord extends Element permits OpaqueBytes, RamRecord, VfioRecord, SelfDelimitingRecord {}

    /** A record of a section whose last record can be recognized. */
    sealed interface SelfDelimitingRecord extends SectionRecord
            permits DirtyBitmapRecord,
                    BlockDeviceRecord,
                    HtabRecord,
                    PbsStateRecord,
                    S390StorageRecord,
                    TodClockRecord {
        /** Returns whether the section ends after this record. */
        boolean isLast();
    }

    /** The end of the package of a {@link Command.Name#PACKAGED} command; has no bytes. */
    record PackageEnd(long offset) implements Element {
        @Override
        public long headLength() {
            return 0;
        }

        @Override
        public void writeHead(ByteSink out) {
            // The body of the command is the length of the package.
        }
    }

    /** The byte 00 after the last section; a vmdescription may follow. */
    record EndOfStream(long offset) implements Element {
        @Override
        public long headLength() {
            return 1;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeU8(ElementType.QEMU_VM_EOF);
        }
    }

    /**
     * The vmdescription, which describes the sections that QEMU writes from VMState descriptions: u8 06, be32 length. The body
     * is JSON. QEMU ignores it when it loads a stream (QEMU {@code qemu_savevm_state_complete_precopy_non_iterable}).
     */
    record VmDesc(long offset, long bodyLength) implements Element {
        @Override
        public long headLength() {
            return 5;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeU8(ElementType.QEMU_VM_VMDESCRIPTION);
            out.writeBe32(bodyLength);
        }
    }

    /**
     * Bytes without known structure: a piece of the payload of a section whose handler is unknown, or trailing bytes after
     * the end of the stream.
     */
    record OpaqueBytes(long offset, long bodyLength) implements SectionRecord {
        @Override
        public long headLength() {
            return 0;
        }

        @Override
        public void writeHead(ByteSink out) {
            // The element has no head.
        }
    }
}
