// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;

/**
 * A section in a report.
 *
 * @param head of the section
 * @param end offset of the first byte after its footer, in bytes from the start of the stream; -1 if the end was not
 *     reached
 * @param payloadEnd offset of its footer; -1 if the end was not reached
 */
public record SectionEntry(Section head, long end, long payloadEnd) {
    /** Returns the entry for a section whose end was not reached. */
    public static SectionEntry withoutEnd(Section head) {
        return new SectionEntry(head, -1, -1);
    }

    /** Returns the entry for a section and its footer. */
    public static SectionEntry withFooter(Section head, SectionFooter footer) {
        return new SectionEntry(head, footer.end(), footer.offset());
    }

    /** Returns whether the end of the section was reached. */
    public boolean isComplete() {
        return end >= 0;
    }

    /** Returns the length of the section with head and footer, in bytes. */
    public long length() {
        return end - head.offset();
    }

    /** Returns the length between head and footer, in bytes. */
    public long payloadLength() {
        return payloadEnd - head.bodyOffset();
    }

    /** Writes and reads entries of a {@link SpillList}. */
    public static final SpillList.Codec<SectionEntry> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(SectionEntry entry, DataOutput out) throws IOException {
            Section head = entry.head;
            out.writeLong(head.offset());
            out.writeByte(head.kind().ordinal());
            out.writeLong(head.sectionId());
            out.writeUTF(head.key().idstr());
            out.writeLong(head.key().instanceId());
            out.writeLong(head.versionId());
            out.writeByte(head.framing().ordinal());
            out.writeLong(entry.end);
            out.writeLong(entry.payloadEnd);
        }

        @Override
        public SectionEntry read(DataInput in) throws IOException {
            Section head = new Section(
                    in.readLong(),
                    Section.Kind.values()[in.readByte()],
                    in.readLong(),
                    new SectionKey(in.readUTF(), in.readLong()),
                    in.readLong(),
                    Section.Framing.values()[in.readByte()]);
            return new SectionEntry(head, in.readLong(), in.readLong());
        }
    };
}
