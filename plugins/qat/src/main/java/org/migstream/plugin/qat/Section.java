// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.migstream.spi.FieldReader;

/**
 * The header of a section: struct adf_mstate_sect_h.
 *
 * @param path for messages: the names of the sections around it and its own
 * @param size of what follows the header, in bytes
 * @param subSects how many sections that is; 0 if it is data
 */
record Section(String path, long size, long subSects) {
    /** Bytes of a header. */
    static final int HEADER = 16;

    /** Bytes of an id, which ends at the first NUL. */
    static final int ID = 8;

    private static final long U32 = 0xffffffffL;

    /** The id that comes next; shorter or empty where the state ends. */
    static String idAhead(FieldReader in) throws IOException {
        String all = new String(in.peek(ID), StandardCharsets.ISO_8859_1);
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    /** The header that comes next; zeros where the state ends, which {@link #readHeader} will notice. */
    static Section ahead(FieldReader in, String path) throws IOException {
        ByteBuffer header =
                ByteBuffer.wrap(Arrays.copyOf(in.peek(HEADER), HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        return new Section(path, header.getInt(ID) & U32, header.getInt(ID + Integer.BYTES) & U32);
    }

    /** Reads the header itself. */
    static void readHeader(FieldReader in) throws IOException {
        in.text("id", ID);
        in.u32("size");
        in.u32("sub_sects");
    }
}
