// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * The end of a section: mark 7e and the section's id. Machine types that switch footers off ({@code
 * migration.send-section-footer}) leave it out of the stream; the element is there all the same, with no bytes, so that
 * every section has an end.
 *
 * @param offset where it stands or would stand
 * @param sectionId the section it closes
 * @param present whether it is in the stream
 */
public record SectionFooter(long offset, long sectionId, boolean present) implements Element {
    /** With its id, bytes. */
    public static final int LENGTH = 5;

    static SectionFooter read(ByteSource in, Section section, boolean present) throws IOException {
        long offset = in.position();
        if (!present) {
            return new SectionFooter(offset, section.sectionId(), false);
        }
        int mark = in.readU8();
        long id = in.readBe32();
        if (mark != ElementType.QEMU_VM_SECTION_FOOTER || id != section.sectionId()) {
            throw new MalformedStreamException(
                    "stream.missing-footer",
                    offset,
                    "expected the section's footer 7e %08x, found %02x %08x: the stream is damaged here or before"
                            .formatted(section.sectionId(), mark, id));
        }
        return new SectionFooter(offset, id, true);
    }

    /** Whether five bytes are the footer of the section {@code id}. */
    static boolean isFooterOf(byte[] footer, long id) {
        return isFooter(footer)
                && Integer.toUnsignedLong(ByteBuffer.wrap(footer).getInt(1)) == id;
    }

    /** Whether five bytes are the footer of any section. */
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
