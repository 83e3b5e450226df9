// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * The header of a section: struct adf_mstate_sect_h.
 *
 * @param path the names of the enclosing sections and of this section, separated by dots, for messages
 * @param size length of the content after the header, in bytes
 * @param subSects the number of sections in the content; 0 if the content is data
 * @param sizeOffset where the size is, in bytes from the start of the state
 */
record QatSection(String path, long size, long subSects, long sizeOffset) {
    /** Length of a header, in bytes. */
    static final int HEADER_LENGTH = 16;

    /** Length of the id field, in bytes; the id ends at the first NUL. */
    static final int ID_LENGTH = 8;

    private static final long U32_MASK = 0xffffffffL;

    /** Returns the next id without reading it. At the end of the state, the result is shorter or empty. */
    static String peekId(FieldReader in) throws IOException {
        String all = new String(in.peek(ID_LENGTH), StandardCharsets.ISO_8859_1);
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    /** Returns the next header without reading it; missing bytes are zeros, and {@link #readHeader} reports them. */
    static QatSection peekHeader(FieldReader in, String path) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(in.peek(HEADER_LENGTH), HEADER_LENGTH))
                .order(ByteOrder.LITTLE_ENDIAN);
        return new QatSection(
                path,
                header.getInt(ID_LENGTH) & U32_MASK,
                header.getInt(ID_LENGTH + Integer.BYTES) & U32_MASK,
                in.position() + ID_LENGTH);
    }

    /** Reads the header. */
    static void readHeader(FieldReader in) throws IOException {
        in.text("id", ID_LENGTH);
        in.u32("size", Symbols.BYTES);
        in.u32("sub_sects");
    }
}
