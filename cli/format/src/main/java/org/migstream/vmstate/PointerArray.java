// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_LIST_MISMATCH;

import java.io.IOException;
import org.migstream.vmstate.PayloadReader.MismatchException;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * Numbers the elements of arrays of pointers while the fields of one structure are decoded.
 *
 * <p>QEMU 11.1 and later describe such an array with entries of the type {@code ptr-marker}, which all have the name of
 * the array (migration/vmstate.c {@code vmstate_save_vmsd_v}):
 *
 * <pre>
 *   0x30   a null pointer: an element of its own
 *   0x31   a pointer whose element is the next entry: both together are one element
 * </pre>
 *
 * <p>Only arrays that the loader allocates ({@code VMS_ARRAY_OF_POINTER_AUTO_ALLOC}) have the marker 0x31. In other arrays
 * only null pointers have a marker. The vmdescription is the same for both, so only the payload shows which entries
 * belong together.
 */
final class PointerArray {
    private static final String MARKER_TYPE = "ptr-marker";

    private final ValueDecoder valueDecoder;
    private String name = "";
    /** Number of markers of this array that are not elements of their own. */
    private long validMarkers;

    private boolean elementPending;

    PointerArray(ValueDecoder valueDecoder) {
        this.valueDecoder = valueDecoder;
    }

    /** Begins an entry of the vmdescription. */
    void enter(VmStateField field, long offset) throws MismatchException {
        if (elementPending && (isMarker(field) || !field.name().equals(name))) {
            throw elementMissing(offset);
        }
        elementPending = false;
        if (!field.name().equals(name)) {
            name = field.name();
            validMarkers = 0;
        }
    }

    /** Returns whether an entry describes markers and not elements. */
    boolean isMarker(VmStateField field) {
        return field.type().equals(MARKER_TYPE) && field.elementSize() == 1;
    }

    /**
     * Returns the index of an element in its array.
     *
     * @param i number of the element in its entry, from 0
     * @return {@link VmStateField#NO_INDEX} outside of arrays
     */
    long indexOf(VmStateField field, long i) {
        if (field.isArrayPart()) {
            return field.firstIndex() + i - validMarkers;
        }
        return isMarker(field) ? 0 : VmStateField.NO_INDEX;
    }

    /**
     * Reads a marker.
     *
     * @return whether the pointer is null
     */
    boolean readMarker(long offset) throws IOException, MismatchException {
        if (elementPending) {
            throw elementMissing(offset);
        }
        boolean isNull = valueDecoder.isNextPointerNull();
        if (!isNull) {
            validMarkers++;
            elementPending = true;
        }
        return isNull;
    }

    /** Ends the structure. */
    void finish(long offset) throws MismatchException {
        if (elementPending) {
            throw elementMissing(offset);
        }
    }

    private static MismatchException elementMissing(long offset) {
        return new MismatchException(
                offset,
                VMSTATE_LIST_MISMATCH,
                "a pointer marker announces an element here, but the vmdescription has none");
    }
}
