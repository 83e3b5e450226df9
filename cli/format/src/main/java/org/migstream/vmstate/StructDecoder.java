// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.util.List;

/** Walks a payload along its description. */
final class StructDecoder {
    /** QEMU {@code QEMU_VM_SUBSECTION}. */
    private static final int SUBSECTION = 5;

    /** Elements without a byte on the wire cost a hostile description nothing; real ones have a handful. */
    private static final int MAX_EMPTY_ELEMENTS = 1_000;

    private final PayloadCursor payload;
    private final ValueDecoder values;
    private final VmStateSink sink;
    private int emptyElements;

    StructDecoder(PayloadCursor payload, ValueDecoder values, VmStateSink sink) {
        this.payload = payload;
        this.values = values;
        this.sink = sink;
    }

    /** Decodes fields, then subsections: the order of {@code vmstate_save_state_v}. */
    void decode(VmStateDescription description) throws IOException, VmStateMismatch {
        for (VmStateField field : description.fields()) {
            if (isByteArray(field)) {
                byteArray(field);
            } else {
                elements(field);
            }
        }
        for (VmStateDescription subsection : description.subsections()) {
            subsection(subsection);
        }
    }

    private static boolean isByteArray(VmStateField field) {
        return field.count() > 1 && field.type().equals("uint8") && field.size() == 1;
    }

    private void byteArray(VmStateField field) throws IOException, VmStateMismatch {
        long index = field.first() == 0 ? VmStateField.SINGLE : field.first();
        sink.value(field, index, payload.offset(), values.bytes(field.count()));
    }

    private void elements(VmStateField field) throws IOException, VmStateMismatch {
        for (long i = 0; i < field.count(); i++) {
            long index = field.array() ? field.first() + i : VmStateField.SINGLE;
            long start = payload.offset();
            if (field.size() == 0 && ++emptyElements > MAX_EMPTY_ELEMENTS) {
                throw new VmStateMismatch(
                        start, "vmstate.too-many-elements", "the description has too many elements of no length");
            }
            element(field, index);
            long size = payload.offset() - start;
            if (size != field.size() && !isText(field)) {
                throw new VmStateMismatch(
                        start,
                        "vmstate.size-mismatch",
                        "a field is described with " + field.size() + " bytes, but what is in it takes " + size);
            }
        }
    }

    /** The one type whose elements differ in length though QEMU describes only the first. */
    private static boolean isText(VmStateField field) {
        return field.type().equals("capability");
    }

    private void element(VmStateField field, long index) throws IOException, VmStateMismatch {
        switch (field.type()) {
            case "struct", "vstruct", "tmp" -> structure(field, index);
            case "qtailq", "qlist" -> list(field, field.structs());
            case "gtree" -> tree(field);
            default -> value(field, index);
        }
    }

    private void value(VmStateField field, long index) throws IOException, VmStateMismatch {
        long offset = payload.offset();
        sink.value(field, index, offset, values.element(field));
    }

    private void structure(VmStateField field, long index) throws IOException, VmStateMismatch {
        if (field.structs().size() != 1) {
            value(field, index);
        } else if (isNullPointer(field)) {
            sink.value(field, index, payload.offset(), values.nullPointerLikeTheFirst());
        } else {
            nested(field, index, field.structs().get(0));
        }
    }

    /**
     * Before QEMU 10.0 a null pointer in an array of structures is described as an empty structure of one byte, and if it
     * is the first, as if all were null: the channel subsystems of s390x have such an array.
     */
    private static boolean isNullPointer(VmStateField field) {
        return field.size() == 1 && field.structs().get(0).equals(VmStateDescription.EMPTY);
    }

    private void nested(VmStateField field, long index, VmStateDescription description)
            throws IOException, VmStateMismatch {
        sink.beginStruct(field, index, description);
        try {
            decode(description);
        } finally {
            sink.endStruct();
        }
    }

    /** A byte 1 in front of each element, a byte 0 behind the last: {@code put_qtailq}, {@code put_qlist}. */
    private void list(VmStateField field, List<VmStateDescription> elements) throws IOException, VmStateMismatch {
        for (int i = 0; i < elements.size(); i++) {
            marker(1);
            nested(field, i, elements.get(i));
        }
        marker(0);
    }

    /**
     * A be32 number of nodes, then a list of keys and values: {@code put_gtree}. A key without a description is a be64;
     * whether keys have one shows in the number of descriptions.
     */
    private void tree(VmStateField field) throws IOException, VmStateMismatch {
        List<VmStateDescription> parts = field.structs();
        long nodes = payload.unsigned(Integer.BYTES);
        boolean describedKeys = parts.size() == 2 * nodes;
        if (!describedKeys && parts.size() != nodes) {
            throw new VmStateMismatch(
                    payload.offset() - Integer.BYTES,
                    "vmstate.list-mismatch",
                    "a tree of " + nodes + " nodes, but the description has " + parts.size());
        }
        for (int node = 0, part = 0; node < nodes; node++) {
            marker(1);
            if (describedKeys) {
                nested(field, node, parts.get(part++));
            } else {
                sink.value(field, node, payload.offset(), values.directKey());
            }
            nested(field, node, parts.get(part++));
        }
        marker(0);
    }

    private void marker(int expected) throws IOException, VmStateMismatch {
        long marker = payload.unsigned(1);
        if (marker != expected) {
            throw new VmStateMismatch(
                    payload.offset() - 1,
                    "vmstate.list-mismatch",
                    "the list in the payload has not as many elements as the description");
        }
    }

    private void subsection(VmStateDescription description) throws IOException, VmStateMismatch {
        long start = payload.offset();
        if (payload.unsigned(1) != SUBSECTION
                || !payload.counted().equals(description.name())
                || payload.unsigned(Integer.BYTES) != description.version()) {
            throw new VmStateMismatch(
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
