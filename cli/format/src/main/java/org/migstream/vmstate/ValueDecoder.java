// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import org.migstream.spi.Severity;

/** Decodes values that are no structures: the VMStateInfo types of QEMU {@code migration/vmstate-types.c}. */
final class ValueDecoder {
    /** What stands for a null pointer ({@code VMS_NULLPTR_MARKER}). */
    private static final int NULL_POINTER = '0';

    private final PayloadCursor payload;
    private final int headBytes;

    ValueDecoder(PayloadCursor payload, int headBytes) {
        this.payload = payload;
        this.headBytes = headBytes;
    }

    /** Decodes one element; a type that is unknown, or not of its usual size, is bytes. */
    VmStateValue element(VmStateField field) throws IOException, VmStateMismatch {
        int width = (int) Math.min(field.size(), Integer.MAX_VALUE);
        return switch (baseType(field.type())) {
            case "capability" -> new VmStateValue.Text(payload.counted());
            case "nullptr" -> width == 1 ? nullPointer() : raw(field);
            case "bool" -> width == 1 ? new VmStateValue.Bool(payload.unsigned(1) != 0) : raw(field);
            case "float64", "CPU_Double_U" ->
                width == Long.BYTES ? new VmStateValue.Real(payload.unsigned(width)) : raw(field);
            case "int8" -> integer(field, 1, true);
            case "int16" -> integer(field, 2, true);
            case "int32" -> integer(field, 4, true);
            case "int64", "timer" -> integer(field, 8, true);
            case "uint8" -> integer(field, 1, false);
            case "uint16" -> integer(field, 2, false);
            case "uint32" -> integer(field, 4, false);
            case "uint64" -> integer(field, 8, false);
            default -> raw(field);
        };
    }

    /** Passes over bytes that are shown as they are. */
    VmStateValue bytes(long length) throws IOException, VmStateMismatch {
        return payload.bytes(length, headBytes);
    }

    private VmStateValue raw(VmStateField field) throws IOException, VmStateMismatch {
        return bytes(field.size());
    }

    /** The marker of a null pointer, one byte. */
    private VmStateValue nullPointer() throws IOException, VmStateMismatch {
        long marker = payload.unsigned(1);
        if (marker != NULL_POINTER) {
            throw new VmStateMismatch(
                    payload.offset() - 1,
                    "vmstate.null-pointer-mismatch",
                    String.format("0x%02x where the description has a null pointer (0x30)", marker));
        }
        return new VmStateValue.NullPointer();
    }

    /** The same in an array of which only the first element is described, and that is a null pointer. */
    VmStateValue nullPointerLikeTheFirst() throws IOException, VmStateMismatch {
        long offset = payload.offset();
        if (payload.unsigned(1) != NULL_POINTER) {
            throw new VmStateMismatch(
                    offset,
                    Severity.WARNING,
                    "vmstate.element-undescribed",
                    "not a null pointer like the first of its array, and QEMU before 10.0 describes only that:"
                            + " what follows in this section cannot be decoded");
        }
        return new VmStateValue.NullPointer();
    }

    /** The key of a tree's node where it is a pointer or an integer. */
    VmStateValue directKey() throws IOException, VmStateMismatch {
        return new VmStateValue.Int(payload.unsigned(Long.BYTES), Long.BYTES, false);
    }

    private VmStateValue integer(VmStateField field, int width, boolean signed) throws IOException, VmStateMismatch {
        if (field.size() != width) {
            return raw(field);
        }
        int unused = Long.SIZE - width * Byte.SIZE;
        long value = payload.unsigned(width);
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
