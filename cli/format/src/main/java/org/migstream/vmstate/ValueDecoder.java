// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import org.migstream.spi.Severity;

/** Decodes values that are no structures: the VMStateInfo types of QEMU {@code migration/vmstate-types.c}. */
final class ValueDecoder {
    /** What stands for a null pointer ({@code VMS_NULLPTR_MARKER}). */
    private static final int NULL_POINTER_MARKER = '0';

    private final PayloadReader payload;
    private final int headBytes;

    ValueDecoder(PayloadReader payload, int headBytes) {
        this.payload = payload;
        this.headBytes = headBytes;
    }

    /** Decodes one element; a type that is unknown, or not of its usual size, is bytes. */
    VmStateValue decodeElement(VmStateField field) throws IOException, VmStateMismatchException {
        int width = (int) Math.min(field.elementSize(), Integer.MAX_VALUE);
        return switch (baseType(field.type())) {
            case "capability" -> new VmStateValue.Text(payload.readCountedString());
            case "nullptr" -> width == 1 ? readNullPointer() : readRaw(field);
            case "bool" -> width == 1 ? new VmStateValue.Bool(payload.readUnsigned(1) != 0) : readRaw(field);
            case "float64", "CPU_Double_U" ->
                width == Long.BYTES ? new VmStateValue.FloatingPoint(payload.readUnsigned(width)) : readRaw(field);
            case "int8" -> readInteger(field, 1, true);
            case "int16" -> readInteger(field, 2, true);
            case "int32" -> readInteger(field, 4, true);
            case "int64", "timer" -> readInteger(field, 8, true);
            case "uint8" -> readInteger(field, 1, false);
            case "uint16" -> readInteger(field, 2, false);
            case "uint32" -> readInteger(field, 4, false);
            case "uint64" -> readInteger(field, 8, false);
            default -> readRaw(field);
        };
    }

    /** Passes over bytes that are shown as they are. */
    VmStateValue readBytes(long length) throws IOException, VmStateMismatchException {
        return payload.readBytes(length, headBytes);
    }

    private VmStateValue readRaw(VmStateField field) throws IOException, VmStateMismatchException {
        return readBytes(field.elementSize());
    }

    /** The marker of a null pointer, one byte. */
    private VmStateValue readNullPointer() throws IOException, VmStateMismatchException {
        long marker = payload.readUnsigned(1);
        if (marker != NULL_POINTER_MARKER) {
            throw new VmStateMismatchException(
                    payload.offset() - 1,
                    "vmstate.null-pointer-mismatch",
                    String.format("0x%02x where the description has a null pointer (0x30)", marker));
        }
        return new VmStateValue.NullPointer();
    }

    /** The same in an array of which only the first element is described, and that is a null pointer. */
    VmStateValue readUndescribedNullPointer() throws IOException, VmStateMismatchException {
        long offset = payload.offset();
        if (payload.readUnsigned(1) != NULL_POINTER_MARKER) {
            throw new VmStateMismatchException(
                    offset,
                    Severity.WARNING,
                    "vmstate.element-undescribed",
                    "not a null pointer like the first of its array, and QEMU before 10.0 describes only that:"
                            + " what follows in this section cannot be decoded");
        }
        return new VmStateValue.NullPointer();
    }

    /** The key of a tree's node where it is a pointer or an integer. */
    VmStateValue readTreeKey() throws IOException, VmStateMismatchException {
        return new VmStateValue.Int(payload.readUnsigned(Long.BYTES), Long.BYTES, false);
    }

    private VmStateValue readInteger(VmStateField field, int width, boolean signed)
            throws IOException, VmStateMismatchException {
        if (field.elementSize() != width) {
            return readRaw(field);
        }
        int unused = Long.SIZE - width * Byte.SIZE;
        long value = payload.readUnsigned(width);
        return new VmStateValue.Int(signed ? value << unused >> unused : value, width, signed);
    }

    /** The words behind the type say how a loader checks it: {@code int32 le} is "less or equal", not an order. */
    private static String baseType(String type) {
        return switch (type) {
            case "int32 equal", "int32 le" -> "int32";
            case "int64 equal" -> "int64";
            case "uint8 equal" -> "uint8";
            case "uint16 equal" -> "uint16";
            case "uint32 equal" -> "uint32";
            case "uint64 equal" -> "uint64";
            default -> type;
        };
    }
}
