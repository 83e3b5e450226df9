// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;

/**
 * The head of a section (QEMU {@code save_section_header} in migration/savevm.c). Its records follow, then a {@link
 * SectionFooter}. A section has no length field; {@code framing} is the method that finds its end.
 *
 * @param offset of the type byte
 * @param kind of the section
 * @param sectionId unsigned 32 bits; all sections of a device have the same id
 * @param key idstr and instance; in PART and END they are not in the stream but copied from the START section
 * @param versionId version of the device's format; in PART and END copied from the START section
 * @param framing the method that finds the end
 */
public record Section(long offset, Kind kind, long sectionId, SectionKey key, long versionId, Framing framing)
        implements Element {
    /** Name of the VMStateDescription of a device that CPR hands over. */
    private static final String CPR_VFIO = "vfio-cpr-pci";

    /** The kinds of sections. */
    public enum Kind {
        /** Set-up of a device that is sent in several rounds. */
        START(ElementType.QEMU_VM_SECTION_START),
        /** One round, sent while the guest runs. */
        PART(ElementType.QEMU_VM_SECTION_PART),
        /** The rest of the device's state, sent after the guest has stopped. */
        END(ElementType.QEMU_VM_SECTION_END),
        /** The complete state of a device that is sent at once. */
        FULL(ElementType.QEMU_VM_SECTION_FULL);

        private final int typeByte;

        Kind(int typeByte) {
            this.typeByte = typeByte;
        }

        /** Returns whether the head has idstr, instance and version, as in START and FULL. */
        public boolean hasIdstr() {
            return this == START || this == FULL;
        }
    }

    /** Methods that find the end of a section. */
    public enum Framing {
        /** The records of the section have a known format. */
        SELF_DELIMITING("self-delimiting"),
        /**
         * The vmdescription has the length, and a footer confirms it. In a stream without footers, a fixed length is
         * also used.
         */
        DESCRIBED("described"),
        /** The bytes are searched for a footer. The result is wrong if the data look like a footer. */
        SCANNED("scanned");

        private final String label;

        Framing(String label) {
            this.label = label;
        }

        /** Returns the word for reports. */
        public String label() {
            return label;
        }
    }

    /** Returns whether the section has guest memory. */
    public boolean isRam() {
        return SectionParsers.isRam(key.idstr());
    }

    /** Returns whether the section belongs to a VFIO device. */
    public boolean isVfio() {
        return SectionParsers.isVfio(key.idstr());
    }

    /**
     * Returns whether the section belongs to a VFIO device that CPR hands over instead of saving it: PCI configuration,
     * MSI-X table and INTx (QEMU {@code vfio_cpr_pci_vmstate} in hw/vfio/cpr.c).
     */
    public boolean isCprVfio() {
        return key.idstr().equals(CPR_VFIO) || key.idstr().endsWith("/" + CPR_VFIO);
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
