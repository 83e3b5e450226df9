// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import org.migstream.spi.Finding;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * Receives the decoded devices in wire order. The calls are properly nested for any payload:
 *
 * <pre>
 *   device  = beginDevice member* finding* endDevice
 *   member  = value | beginStruct member* endStruct | beginSubsection member* endSubsection
 * </pre>
 *
 * Each method does nothing by default. An {@code index} is the index of an element in its array, and
 * {@link VmStateField#NO_INDEX} outside of arrays. Offsets count bytes from the start of the stream.
 */
public interface VmStateSink {
    /** Begins the payload of a section. */
    default void beginDevice(DescribedSection section, long offset) throws IOException {}

    /** Begins a nested structure, an element of an array of structures or an element of a list. */
    default void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {}

    /** Ends the innermost open structure: it is complete, or decoding stopped inside it. */
    default void endStruct() throws IOException {}

    /** Begins a subsection of the innermost structure or of the device; its header starts at {@code offset}. */
    default void beginSubsection(VmStateDescription description, long offset) throws IOException {}

    /** Ends the innermost open subsection: it is complete, or decoding stopped inside it. */
    default void endSubsection() throws IOException {}

    /** Receives a value. An array of {@code uint8} is one value; it has an index only if it is a part of an array. */
    default void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {}

    /** Receives the reason why the current device could not be decoded to its end. */
    default void acceptFinding(Finding finding) throws IOException {}

    /**
     * Ends the device.
     *
     * @param unreadBytes remaining bytes of its payload; 0 if vmdescription and payload agree
     */
    default void endDevice(long unreadBytes) throws IOException {}
}
