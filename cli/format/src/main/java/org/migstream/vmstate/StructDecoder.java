// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.util.List;

/** Walks a payload along its description. */
final class StructDecoder {
    /** QEMU {@code QEMU_VM_SUBSECTION}. */
    private static final int QEMU_VM_SUBSECTION = 5;

    /** Elements without a byte on the wire cost a hostile description nothing; real ones have a handful. */
    private static final int MAX_EMPTY_ELEMENTS = 1_000;

    private final PayloadReader payload;
    private final ValueDecoder valueDecoder;
    private final VmStateSink sink;
    private int emptyElementCount;

    StructDecoder(PayloadReader payload, ValueDecoder values, VmStateSink sink) {
        this.payload = payload;
        this.valueDecoder = values;
        this.sink = sink;
    }

    /** Decodes fields, then subsections: the order of {@code vmstate_save_state_v}. */
    void decode(VmStateDescription description) throws IOException, VmStateMismatchException {
        for (VmStateField field : description.fields()) {
            if (isByteArray(field)) {
                decodeByteArray(field);
            } else {
                decodeElements(field);
            }
        }
        for (VmStateDescription subsection : description.subsections()) {
            decodeSubsection(subsection);
        }
    }

    private static boolean isByteArray(VmStateField field) {
        return field.count() > 1 && field.type().equals("uint8") && field.elementSize() == 1;
    }

    private void decodeByteArray(VmStateField field) throws IOException, VmStateMismatchException {
        long index = field.firstIndex() == 0 ? VmStateField.NO_INDEX : field.firstIndex();
        sink.acceptValue(field, index, payload.offset(), valueDecoder.readBytes(field.count()));
    }

    private void decodeElements(VmStateField field) throws IOException, VmStateMismatchException {
        for (long i = 0; i < field.count(); i++) {
            long index = field.isArrayPart() ? field.firstIndex() + i : VmStateField.NO_INDEX;
            long start = payload.offset();
            if (field.elementSize() == 0 && ++emptyElementCount > MAX_EMPTY_ELEMENTS) {
                throw new VmStateMismatchException(
                        start, "vmstate.too-many-elements", "the description has too many elements of no length");
            }
            decodeElement(field, index);
            long size = payload.offset() - start;
            if (size != field.elementSize() && !hasVariableLength(field)) {
                throw new VmStateMismatchException(
                        start,
                        "vmstate.size-mismatch",
                        "a field is described with " + field.elementSize() + " bytes, but what is in it takes " + size);
            }
        }
    }

    /** The one type whose elements differ in length though QEMU describes only the first. */
    private static boolean hasVariableLength(VmStateField field) {
        return field.type().equals("capability");
    }

    private void decodeElement(VmStateField field, long index) throws IOException, VmStateMismatchException {
        switch (field.type()) {
            case "struct", "vstruct", "tmp" -> decodeStructure(field, index);
            case "qtailq", "qlist" -> decodeList(field, field.structDescriptions());
            case "gtree" -> decodeTree(field);
            default -> decodeValue(field, index);
        }
    }

    private void decodeValue(VmStateField field, long index) throws IOException, VmStateMismatchException {
        long offset = payload.offset();
        sink.acceptValue(field, index, offset, valueDecoder.decodeElement(field));
    }

    private void decodeStructure(VmStateField field, long index) throws IOException, VmStateMismatchException {
        if (field.structDescriptions().size() != 1) {
            decodeValue(field, index);
        } else if (isNullPointer(field)) {
            sink.acceptValue(field, index, payload.offset(), valueDecoder.readUndescribedNullPointer());
        } else {
            decodeNested(field, index, field.structDescriptions().get(0));
        }
    }

    /**
     * Before QEMU 10.0 a null pointer in an array of structures is described as an empty structure of one byte, and if it
     * is the first, as if all were null: the channel subsystems of s390x have such an array.
     */
    private static boolean isNullPointer(VmStateField field) {
        return field.elementSize() == 1 && field.structDescriptions().get(0).equals(VmStateDescription.EMPTY);
    }

    private void decodeNested(VmStateField field, long index, VmStateDescription description)
            throws IOException, VmStateMismatchException {
        sink.beginStruct(field, index, description);
        try {
            decode(description);
        } finally {
            sink.endStruct();
        }
    }

    /** A byte 1 in front of each element, a byte 0 behind the last: {@code put_qtailq}, {@code put_qlist}. */
    private void decodeList(VmStateField field, List<VmStateDescription> elements)
            throws IOException, VmStateMismatchException {
        for (int i = 0; i < elements.size(); i++) {
            expectMarker(1);
            decodeNested(field, i, elements.get(i));
        }
        expectMarker(0);
    }

    /**
     * A be32 number of nodes, then a list of keys and values: {@code put_gtree}. A key without a description is a be64;
     * whether keys have one shows in the number of descriptions.
     */
    private void decodeTree(VmStateField field) throws IOException, VmStateMismatchException {
        List<VmStateDescription> parts = field.structDescriptions();
        long nodes = payload.readUnsigned(Integer.BYTES);
        boolean describedKeys = parts.size() == 2 * nodes;
        if (!describedKeys && parts.size() != nodes) {
            throw new VmStateMismatchException(
                    payload.offset() - Integer.BYTES,
                    "vmstate.list-mismatch",
                    "a tree of " + nodes + " nodes, but the description has " + parts.size());
        }
        for (int node = 0, part = 0; node < nodes; node++) {
            expectMarker(1);
            if (describedKeys) {
                decodeNested(field, node, parts.get(part++));
            } else {
                sink.acceptValue(field, node, payload.offset(), valueDecoder.readTreeKey());
            }
            decodeNested(field, node, parts.get(part++));
        }
        expectMarker(0);
    }

    private void expectMarker(int expected) throws IOException, VmStateMismatchException {
        long marker = payload.readUnsigned(1);
        if (marker != expected) {
            throw new VmStateMismatchException(
                    payload.offset() - 1,
                    "vmstate.list-mismatch",
                    "the list in the payload has not as many elements as the description");
        }
    }

    private void decodeSubsection(VmStateDescription description) throws IOException, VmStateMismatchException {
        long start = payload.offset();
        if (payload.readUnsigned(1) != QEMU_VM_SUBSECTION
                || !payload.readCountedString().equals(description.name())
                || payload.readUnsigned(Integer.BYTES) != description.version()) {
            throw new VmStateMismatchException(
                    start,
                    "vmstate.subsection-mismatch",
                    "the description has subsection \"" + description.name() + "\" version " + description.version()
                            + " here, the payload has not");
        }
        sink.beginSubsection(description, start);
        try {
            decode(description);
        } finally {
            sink.endSubsection();
        }
    }
}
