// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * The head of a section (QEMU {@code save_section_header} in migration/savevm.c): its records follow, then a {@link
 * SectionFooter}. There is no length; {@code framing} tells how the end is found.
 *
 * @param offset of the mark
 * @param kind which of the four
 * @param sectionId unsigned 32 bits; START announces it, PART and END repeat it, FULL of the same device too
 * @param key idstr and instance; in PART and END these are not on the wire but those of their START
 * @param versionId of the device's format; likewise
 * @param framing how the end is found
 */
public record Section(long offset, Kind kind, long sectionId, SectionKey key, long versionId, Framing framing)
        implements Element {

    /** The four kinds, with their marks. */
    public enum Kind {
        /** Set-up of a device that is sent in rounds. */
        START(ElementType.QEMU_VM_SECTION_START),
        /** One round, while the guest runs. */
        PART(ElementType.QEMU_VM_SECTION_PART),
        /** The rest, after it stopped. */
        END(ElementType.QEMU_VM_SECTION_END),
        /** The whole of a device that is sent at once. */
        FULL(ElementType.QEMU_VM_SECTION_FULL);

        private final int typeByte;

        Kind(int mark) {
            this.typeByte = mark;
        }

        /** START and FULL carry idstr, instance and version. */
        public boolean hasIdstr() {
            return this == START || this == FULL;
        }
    }

    /** How the end of a section was found. */
    public enum Framing {
        /** By the grammar of its records. */
        SELF_DELIMITING("self-delimiting"),
        /** By the description at the end of the stream, confirmed by the footer. */
        DESCRIBED("described"),
        /** By looking for its footer: right unless the data imitate one. */
        SCANNED("scanned");

        private final String label;

        Framing(String label) {
            this.label = label;
        }

        /** The word for reports. */
        public String label() {
            return label;
        }
    }

    /** Whether it holds guest memory. */
    public boolean isRam() {
        return SectionParsers.isRam(key.idstr());
    }

    /** Whether it is of a VFIO device. */
    public boolean isVfio() {
        return SectionParsers.isVfio(key.idstr());
    }

    @Override
    public long headLength() {
        return kind.hasIdstr() ? 14 + key.idstr().length() : 5;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeU8(kind.typeByte);
        out.writeBe32(sectionId);
        if (kind.hasIdstr()) {
            out.writeCountedString(key.idstr());
            out.writeBe32(key.instanceId());
            out.writeBe32(versionId);
        }
    }
}
