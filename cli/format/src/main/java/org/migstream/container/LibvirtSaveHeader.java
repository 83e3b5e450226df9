// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/**
 * What a libvirt save image begins with ({@code struct _virQEMUSaveHeader}, src/qemu/qemu_saveimage.h), in the byte
 * order of the host that wrote it:
 *
 * <pre>
 *   char[16] LibvirtQemudSave
 *   u32      version         1 or 2: whichever byte order gives that is the right one
 *   u32      data_len        of the domain's XML, the cookie and room to edit them, which follow the header
 *   u32      was_running
 *   u32      compressed      the program that packed the stream behind them; since version 2
 *   u32      cookieOffset    in the data; 0 without a cookie
 *   u32[14]  unused
 * </pre>
 *
 * @param dataLength bytes between the header and the stream
 * @param format how the stream is packed
 */
record LibvirtSaveHeader(long dataLength, Format format) {
    /** Bytes. */
    static final int LENGTH = 92;

    private static final int VERSION_OFFSET = 16;
    private static final int NEWEST_VERSION = 2;

    /** {@code virQEMUSaveFormat}, in the order of its numbers. */
    enum Format {
        RAW,
        GZIP,
        BZIP2,
        XZ,
        LZOP,
        ZSTD,
        /** A mapped-ram stream as it is, since libvirt 11.2: its offsets count from the front of this header. */
        SPARSE
    }

    /** Consumes a header. */
    static LibvirtSaveHeader read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LENGTH);
        if (bytes.length < LENGTH) {
            throw new EOFException();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!isKnownVersion(header.getInt(VERSION_OFFSET))) {
            header.order(ByteOrder.BIG_ENDIAN);
        }
        int version = header.getInt(VERSION_OFFSET);
        if (!isKnownVersion(version)) {
            throw unsupported("version", "a libvirt save image of another version than 1 and 2");
        }
        header.position(VERSION_OFFSET + Integer.BYTES);
        long dataLength = Integer.toUnsignedLong(header.getInt());
        header.getInt();
        int compressed = header.getInt();
        long cookie = Integer.toUnsignedLong(header.getInt());
        if (dataLength == 0 || cookie > dataLength) {
            throw new MalformedStreamException(
                    "input.libvirt",
                    0,
                    "the libvirt header is damaged: " + dataLength + " bytes of data, the cookie at " + cookie);
        }
        return new LibvirtSaveHeader(dataLength, version < NEWEST_VERSION ? Format.RAW : format(compressed));
    }

    private static boolean isKnownVersion(int version) {
        return version > 0 && version <= NEWEST_VERSION;
    }

    private static Format format(int compressed) throws StreamException {
        if (compressed >= 0 && compressed < Format.values().length) {
            return Format.values()[compressed];
        }
        throw unsupported(
                "format",
                "a libvirt save image in the format " + Integer.toUnsignedString(compressed)
                        + ": of those that migstream reads sparse, 6, is the last");
    }

    private static StreamException unsupported(String what, String message) {
        return new UnsupportedStreamException("input.libvirt-" + what, 0, message);
    }
}
