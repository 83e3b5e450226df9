// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalLong;
import org.migstream.io.ByteSink;

/**
 * A part of the CPR state: the descriptors that a QEMU process hands over to a new process before the migration in the
 * modes cpr-transfer and cpr-exec (QEMU migration/cpr.c {@code cpr_state_save}, since 10.0). It precedes the migration
 * stream, in a file or a connection of its own:
 *
 * <pre>
 *   Head Descriptor* ListEnd [DevicesHead Device* ListEnd]      the devices since 10.1 (hw/vfio/cpr-iommufd.c)
 * </pre>
 */
public sealed interface CprStateRecord extends Element {
    /** QEMU {@code QEMU_CPR_FILE_MAGIC}, "QCPR". */
    long MAGIC = 0x51435052;

    /** QEMU {@code QEMU_CPR_FILE_VERSION}. */
    long VERSION = 1;

    /** The name of the subsection with the VFIO devices. */
    String DEVICES_NAME = "CprState/vfio devices";

    /** The byte in place of a descriptor that the connection passes separately from the bytes (SCM_RIGHTS). */
    int PASSED_DESCRIPTOR = ' ';

    /** The magic and the version, each be32. */
    record Head(long offset) implements CprStateRecord {
        @Override
        public long headLength() {
            return 8;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeBe32(MAGIC);
            out.writeBe32(VERSION);
        }
    }

    /**
     * A descriptor ({@code vmstate_cpr_fd}): u8 1, be32 length of the name with its NUL, name, be32 id, descriptor.
     *
     * @param name as ISO 8859-1 characters, without the NUL
     * @param id distinguishes descriptors with the same name
     * @param number the number of the descriptor, be32, in the mode cpr-exec; empty in cpr-transfer, which has one byte
     *     here
     */
    record Descriptor(long offset, String name, int id, OptionalLong number) implements CprStateRecord {
        @Override
        public long headLength() {
            return 1L + 4 + name.length() + 1 + 4 + (number.isPresent() ? 4 : 1);
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            writeName(out, name);
            out.writeBe32(id);
            if (number.isPresent()) {
                out.writeBe32(number.getAsLong());
            } else {
                out.writeU8(PASSED_DESCRIPTOR);
            }
        }
    }

    /** The byte 0 after the last descriptor or device. */
    record ListEnd(long offset) implements CprStateRecord {
        @Override
        public long headLength() {
            return 1;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeU8(0);
        }
    }

    /** The header of the subsection with the VFIO devices: u8 5, counted name, be32 version 1. */
    record DevicesHead(long offset) implements CprStateRecord {
        @Override
        public long headLength() {
            return 1L + 1 + DEVICES_NAME.length() + 4;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            out.writeU8(ElementType.QEMU_VM_SUBSECTION);
            out.writeCountedString(DEVICES_NAME);
            out.writeBe32(VERSION);
        }
    }

    /**
     * A VFIO device with an iommufd ({@code vmstate_cpr_vfio_device}): u8 1, be32 length of the name with its NUL, name,
     * be32 devid, be32 ioas_id, be32 hwpt_id.
     *
     * @param name as ISO 8859-1 characters, without the NUL
     * @param devid of the iommufd
     * @param ioasId of the iommufd
     * @param hwptId of the iommufd
     */
    record Device(long offset, String name, int devid, long ioasId, long hwptId) implements CprStateRecord {
        @Override
        public long headLength() {
            return 1L + 4 + name.length() + 1 + 12;
        }

        @Override
        public void writeHead(ByteSink out) throws IOException {
            writeName(out, name);
            out.writeBe32(devid);
            out.writeBe32(ioasId);
            out.writeBe32(hwptId);
        }
    }

    private static void writeName(ByteSink out, String name) throws IOException {
        out.writeU8(1);
        out.writeBe32(name.length() + 1L);
        out.writeString(name);
        out.writeU8(0);
    }
}
