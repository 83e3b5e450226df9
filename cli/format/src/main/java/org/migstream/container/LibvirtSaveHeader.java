// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT;
import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_FORMAT;
import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_VERSION;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.FindingCode;

/**
 * The header of a libvirt save image ({@code struct _virQEMUSaveHeader}, src/qemu/qemu_saveimage.h), in the byte order of
 * the host that wrote it:
 *
 * <pre>
 *   char[16] LibvirtQemudSave, in an unfinished image LibvirtQemudPart
 *   u32      version         1 or 2; any other value means the other byte order
 *   u32      data_len        of the domain's XML, the cookie and padding, which follow the header
 *   u32      was_running
 *   u32      compressed      the format of the stream after the data; since version 2
 *   u32      cookieOffset    in the data; 0 without cookie
 *   u32[14]  unused
 * </pre>
 *
 * @param dataLength the number of bytes between the header and the stream
 * @param xmlLength the length of the domain's XML; a cookie follows if it is less than {@code dataLength}
 * @param format of the stream
 */
record LibvirtSaveHeader(long dataLength, long xmlLength, Format format) {
    /** The length of the header in bytes. */
    static final int LENGTH = 92;

    private static final int VERSION_OFFSET = 16;
    private static final int NEWEST_VERSION = 2;

    /** The values of {@code virQEMUSaveFormat}, in numerical order. */
    enum Format {
        RAW,
        GZIP,
        BZIP2,
        XZ,
        LZOP,
        ZSTD,
        /** A mapped-ram stream, since libvirt 11.2. Its offsets count from the start of this header. */
        SPARSE
    }

    /** Reads a header. */
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
            throw unsupported(
                    INPUT_LIBVIRT_VERSION, "unsupported version of a libvirt save image: migstream reads 1 and 2");
        }
        header.position(VERSION_OFFSET + Integer.BYTES);
        long dataLength = Integer.toUnsignedLong(header.getInt());
        header.getInt();
        int compressed = header.getInt();
        long cookie = Integer.toUnsignedLong(header.getInt());
        if (dataLength == 0 || cookie > dataLength) {
            throw new MalformedStreamException(
                    INPUT_LIBVIRT,
                    0,
                    "the libvirt header is damaged: data length " + dataLength + ", cookie offset " + cookie);
        }
        // libvirt refuses an unknown format also in version 1, but uses the format only in version 2.
        Format format = formatOf(compressed);
        return new LibvirtSaveHeader(
                dataLength, cookie == 0 ? dataLength : cookie, version < NEWEST_VERSION ? Format.RAW : format);
    }

    private static boolean isKnownVersion(int version) {
        return version > 0 && version <= NEWEST_VERSION;
    }

    private static Format formatOf(int compressed) throws StreamException {
        if (compressed >= 0 && compressed < Format.values().length) {
            return Format.values()[compressed];
        }
        throw unsupported(
                INPUT_LIBVIRT_FORMAT,
                "unsupported format " + Integer.toUnsignedString(compressed)
                        + " of a libvirt save image: migstream reads 0 (raw) to 6 (sparse)");
    }

    private static StreamException unsupported(FindingCode code, String message) {
        return new UnsupportedStreamException(code, 0, message);
    }
}
