// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_ELEMENT_UNDESCRIBED;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_NULL_POINTER_MISMATCH;

import java.io.IOException;
import org.migstream.spi.Severity;
import org.migstream.vmstate.PayloadReader.MismatchException;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/** Decodes plain values: the VMStateInfo types of QEMU {@code migration/vmstate-types.c}. */
final class ValueDecoder {
    /** The byte that encodes a null pointer (QEMU {@code VMS_NULLPTR_MARKER}, {@code VMS_MARKER_PTR_NULL}). */
    private static final int NULL_POINTER_MARKER = '0';

    /** The byte before an element whose pointer is not null (QEMU {@code VMS_MARKER_PTR_VALID}, since 11.1). */
    private static final int VALID_POINTER_MARKER = '1';

    private final PayloadReader payload;
    private final int headBytes;

    ValueDecoder(PayloadReader payload, int headBytes) {
        this.payload = payload;
        this.headBytes = headBytes;
    }

    /**
     * Decodes one element. A type that is unknown, or does not have its usual size, is decoded as bytes.
     *
     * <p>A word after the type selects the check of the loader: {@code int32 le} means "less or equal", not a byte order.
     */
    VmStateValue decodeElement(VmStateField field) throws IOException, MismatchException {
        int width = (int) Math.min(field.elementSize(), Integer.MAX_VALUE);
        return switch (field.type()) {
            case "capability" -> new VmStateValue.Text(payload.readCountedString());
            case "nullptr" -> width == 1 ? readNullPointer() : readRaw(field);
            case "bool" -> width == 1 ? new VmStateValue.Bool(payload.readUnsigned(1) != 0) : readRaw(field);
            case "float64", "CPU_Double_U" ->
                width == Long.BYTES ? new VmStateValue.FloatingPoint(payload.readUnsigned(width)) : readRaw(field);
            case "int8" -> readInteger(field, 1, true);
            case "int16" -> readInteger(field, 2, true);
            case "int32", "int32 equal", "int32 le" -> readInteger(field, 4, true);
            case "int64", "int64 equal", "timer" -> readInteger(field, 8, true);
            case "uint8", "uint8 equal" -> readInteger(field, 1, false);
            case "uint16", "uint16 equal" -> readInteger(field, 2, false);
            case "uint32", "uint32 equal" -> readInteger(field, 4, false);
            case "uint64", "uint64 equal" -> readInteger(field, 8, false);
            default -> readRaw(field);
        };
    }

    /** Reads raw bytes. */
    VmStateValue readBytes(long length) throws IOException, MismatchException {
        return payload.readBytes(length, headBytes);
    }

    private VmStateValue readRaw(VmStateField field) throws IOException, MismatchException {
        return readBytes(field.elementSize());
    }

    private VmStateValue readNullPointer() throws IOException, MismatchException {
        long marker = payload.readUnsigned(1);
        if (marker != NULL_POINTER_MARKER) {
            throw new MismatchException(
                    payload.offset() - 1,
                    VMSTATE_NULL_POINTER_MISMATCH,
                    String.format("the vmdescription has a null pointer (0x30), but the payload has 0x%02x", marker));
        }
        return new VmStateValue.NullPointer();
    }

    /**
     * Reads the marker of a pointer in an array (QEMU {@code vmstate_ptr_marker_load}).
     *
     * @return whether the pointer is null; otherwise its element follows
     */
    boolean isNextPointerNull() throws IOException, MismatchException {
        long offset = payload.offset();
        long marker = payload.readUnsigned(1);
        if (marker != NULL_POINTER_MARKER && marker != VALID_POINTER_MARKER) {
            throw new MismatchException(
                    offset,
                    VMSTATE_NULL_POINTER_MISMATCH,
                    String.format(
                            "the vmdescription has a pointer marker (0x30 or 0x31), but the payload has 0x%02x (QEMU"
                                    + " fails with: Unexpected ptr marker: %d)",
                            marker, marker));
        }
        return marker == NULL_POINTER_MARKER;
    }

    /**
     * Reads one element of an array for which the vmdescription describes only the first element, as a null pointer.
     */
    VmStateValue readUndescribedNullPointer() throws IOException, MismatchException {
        long offset = payload.offset();
        if (payload.readUnsigned(1) != NULL_POINTER_MARKER) {
            throw new MismatchException(
                    offset,
                    Severity.WARNING,
                    VMSTATE_ELEMENT_UNDESCRIBED,
                    "the first element of this array is a null pointer, but this one is not; QEMU before 10.0 describes"
                            + " only the first element: the rest of this section cannot be decoded");
        }
        return new VmStateValue.NullPointer();
    }

    /** Reads the key of a tree node that is a pointer or an integer. */
    VmStateValue readTreeKey() throws IOException, MismatchException {
        return new VmStateValue.Int(payload.readUnsigned(Long.BYTES), Long.BYTES, false);
    }

    private VmStateValue readInteger(VmStateField field, int width, boolean signed)
            throws IOException, MismatchException {
        if (field.elementSize() != width) {
            return readRaw(field);
        }
        int shift = Long.SIZE - width * Byte.SIZE;
        long value = payload.readUnsigned(width);
        return new VmStateValue.Int(signed ? value << shift >> shift : value, width, signed);
    }
}
