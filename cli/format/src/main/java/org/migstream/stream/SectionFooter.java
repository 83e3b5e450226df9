// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_MISSING_FOOTER;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * The end of a section: u8 7e, be32 section id. Machine types with {@code migration.send-section-footer} off omit these
 * bytes. For such a stream the reader returns footers without bytes, so that each section has an end.
 *
 * @param offset of the end of the section's records
 * @param sectionId id of the section
 * @param present whether the bytes are in the stream
 */
public record SectionFooter(long offset, long sectionId, boolean present) implements Element {
    /** Length in bytes. */
    public static final int LENGTH = 5;

    static SectionFooter read(ByteSource in, Section section, boolean present) throws IOException {
        long offset = in.position();
        if (!present) {
            return new SectionFooter(offset, section.sectionId(), false);
        }
        int type = in.readU8();
        long id = in.readBe32();
        if (type != ElementType.QEMU_VM_SECTION_FOOTER || id != section.sectionId()) {
            throw new MalformedStreamException(
                    STREAM_MISSING_FOOTER,
                    offset,
                    "the footer of the section must be 7e %08x, not %02x %08x: the stream is damaged here or before"
                            .formatted(section.sectionId(), type, id));
        }
        return new SectionFooter(offset, id, true);
    }

    /** Returns whether five bytes are the footer of section {@code id}. */
    static boolean isFooterOf(byte[] footer, long id) {
        return isFooter(footer)
                && Integer.toUnsignedLong(ByteBuffer.wrap(footer).getInt(1)) == id;
    }

    /** Returns whether five bytes start like the footer of a section, with 7e. */
    public static boolean isFooter(byte[] footer) {
        return footer[0] == ElementType.QEMU_VM_SECTION_FOOTER;
    }

    @Override
    public long headLength() {
        return present ? LENGTH : 0;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        if (present) {
            out.writeU8(ElementType.QEMU_VM_SECTION_FOOTER);
            out.writeBe32(sectionId);
        }
    }
}
