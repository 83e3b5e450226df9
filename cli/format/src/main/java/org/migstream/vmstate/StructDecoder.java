// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_LIST_MISMATCH;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_SIZE_MISMATCH;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_SUBSECTION_MISMATCH;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_TOO_MANY_ELEMENTS;

import java.io.IOException;
import java.util.List;
import org.migstream.vmstate.PayloadReader.MismatchException;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/** Decodes the fields, lists, trees and subsections of a payload, guided by its description. */
final class StructDecoder {
    /** QEMU {@code QEMU_VM_SUBSECTION}. */
    private static final int QEMU_VM_SUBSECTION = 5;

    /**
     * Maximum number of elements of length 0. A hostile vmdescription can claim any number of them without any bytes in
     * the payload; real streams have only a few.
     */
    private static final int MAX_EMPTY_ELEMENTS = 1_000;

    private final PayloadReader payload;
    private final ValueDecoder valueDecoder;
    private final VmStateSink sink;
    private int emptyElementCount;

    StructDecoder(PayloadReader payload, ValueDecoder valueDecoder, VmStateSink sink) {
        this.payload = payload;
        this.valueDecoder = valueDecoder;
        this.sink = sink;
    }

    /** Decodes the fields, then the subsections (QEMU {@code vmstate_save_state_v}). */
    void decode(VmStateDescription description) throws IOException, MismatchException {
        PointerArray pointers = new PointerArray(valueDecoder);
        for (VmStateField field : description.fields()) {
            pointers.enter(field, payload.offset());
            if (pointers.isMarker(field)) {
                decodeMarkers(field, pointers);
            } else if (isByteArray(field)) {
                decodeByteArray(field);
            } else {
                decodeElements(field, pointers);
            }
        }
        pointers.finish(payload.offset());
        for (VmStateDescription subsection : description.subsections()) {
            decodeSubsection(subsection);
        }
    }

    private static boolean isByteArray(VmStateField field) {
        return field.count() > 1 && field.type().equals("uint8") && field.elementSize() == 1;
    }

    private void decodeByteArray(VmStateField field) throws IOException, MismatchException {
        long index = field.firstIndex() == 0 ? VmStateField.NO_INDEX : field.firstIndex();
        sink.acceptValue(field, index, payload.offset(), valueDecoder.readBytes(field.count()));
    }

    private void decodeMarkers(VmStateField field, PointerArray pointers) throws IOException, MismatchException {
        for (long i = 0; i < field.count(); i++) {
            long offset = payload.offset();
            long index = pointers.indexOf(field, i);
            if (pointers.readMarker(offset)) {
                sink.acceptValue(field, index, offset, new VmStateValue.NullPointer());
            }
        }
    }

    private void decodeElements(VmStateField field, PointerArray pointers) throws IOException, MismatchException {
        for (long i = 0; i < field.count(); i++) {
            long index = pointers.indexOf(field, i);
            long start = payload.offset();
            if (field.elementSize() == 0 && ++emptyElementCount > MAX_EMPTY_ELEMENTS) {
                throw new MismatchException(
                        start,
                        VMSTATE_TOO_MANY_ELEMENTS,
                        "the vmdescription has more than " + MAX_EMPTY_ELEMENTS + " elements of length 0");
            }
            decodeElement(field, index);
            long size = payload.offset() - start;
            if (size != field.elementSize() && !hasVariableLength(field)) {
                throw new MismatchException(
                        start,
                        VMSTATE_SIZE_MISMATCH,
                        "a field has " + field.elementSize() + " bytes in the vmdescription, but its content has "
                                + size);
            }
        }
    }

    /** Returns whether elements differ in length. QEMU describes only the length of the first element. */
    private static boolean hasVariableLength(VmStateField field) {
        return field.type().equals("capability");
    }

    private void decodeElement(VmStateField field, long index) throws IOException, MismatchException {
        switch (field.type()) {
            case "struct", "vstruct", "tmp" -> decodeStructure(field, index);
            case "qtailq", "qlist" -> decodeList(field, field.structDescriptions());
            case "gtree" -> decodeTree(field);
            case "GByteArray" -> decodeGByteArray(field, index);
            default -> decodeValue(field, index);
        }
    }

    private void decodeValue(VmStateField field, long index) throws IOException, MismatchException {
        long offset = payload.offset();
        sink.acceptValue(field, index, offset, valueDecoder.decodeElement(field));
    }

    /** Decodes a be32 length and this number of bytes (QEMU {@code put_g_byte_array} in migration/vmstate-types.c, since 11.1). */
    private void decodeGByteArray(VmStateField field, long index) throws IOException, MismatchException {
        long start = payload.offset();
        long length = payload.readUnsigned(Integer.BYTES);
        if (length != field.elementSize() - Integer.BYTES) {
            throw new MismatchException(
                    start,
                    VMSTATE_SIZE_MISMATCH,
                    "a byte array has " + length + " bytes, but its vmdescription gives "
                            + (field.elementSize() - Integer.BYTES));
        }
        sink.acceptValue(field, index, payload.offset(), valueDecoder.readBytes(length));
    }

    private void decodeStructure(VmStateField field, long index) throws IOException, MismatchException {
        if (field.structDescriptions().size() != 1) {
            decodeValue(field, index);
        } else if (isNullPointer(field)) {
            sink.acceptValue(field, index, payload.offset(), valueDecoder.readUndescribedNullPointer());
        } else {
            decodeNested(field, index, field.structDescriptions().get(0));
        }
    }

    /**
     * Returns whether the field is a null pointer as QEMU before 10.0 describes it. These versions describe a null
     * pointer in an array of structures as an empty structure of one byte. If the first pointer of the array is null,
     * they describe all elements as null. The channel subsystems of s390x have such an array.
     */
    private static boolean isNullPointer(VmStateField field) {
        return field.elementSize() == 1 && field.structDescriptions().get(0).equals(VmStateDescription.EMPTY);
    }

    private void decodeNested(VmStateField field, long index, VmStateDescription description)
            throws IOException, MismatchException {
        sink.beginStruct(field, index, description);
        try {
            decode(description);
        } finally {
            sink.endStruct();
        }
    }

    /**
     * Decodes a list: a byte 1 before each element, a byte 0 after the last (QEMU {@code put_qtailq}, {@code put_qlist}).
     */
    private void decodeList(VmStateField field, List<VmStateDescription> elements)
            throws IOException, MismatchException {
        for (int i = 0; i < elements.size(); i++) {
            expectMarker(1);
            decodeNested(field, i, elements.get(i));
        }
        expectMarker(0);
    }

    /**
     * Decodes a tree: a be32 number of nodes, then a list of keys and values (QEMU {@code put_gtree}). A key without a
     * description is a be64. The number of descriptions shows whether keys are described.
     */
    private void decodeTree(VmStateField field) throws IOException, MismatchException {
        List<VmStateDescription> parts = field.structDescriptions();
        long nodes = payload.readUnsigned(Integer.BYTES);
        boolean describedKeys = parts.size() == 2 * nodes;
        if (!describedKeys && parts.size() != nodes) {
            throw new MismatchException(
                    payload.offset() - Integer.BYTES,
                    VMSTATE_LIST_MISMATCH,
                    "nodes of the tree: " + nodes + "; descriptions in the vmdescription: " + parts.size());
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

    private void expectMarker(int expected) throws IOException, MismatchException {
        long marker = payload.readUnsigned(1);
        if (marker != expected) {
            throw new MismatchException(
                    payload.offset() - 1,
                    VMSTATE_LIST_MISMATCH,
                    "the list has another number of elements in the payload than in the vmdescription");
        }
    }

    private void decodeSubsection(VmStateDescription description) throws IOException, MismatchException {
        long start = payload.offset();
        if (payload.readUnsigned(1) != QEMU_VM_SUBSECTION
                || !payload.readCountedString().equals(description.name())
                || payload.readUnsigned(Integer.BYTES) != description.version()) {
            throw new MismatchException(
                    start,
                    VMSTATE_SUBSECTION_MISMATCH,
                    "subsection \"" + description.name() + "\" version " + description.version()
                            + " of the vmdescription is missing here in the payload");
        }
        sink.beginSubsection(description, start);
        try {
            decode(description);
        } finally {
            sink.endSubsection();
        }
    }
}
