// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import org.migstream.spi.Finding;

/**
 * Takes the decoded devices, in wire order and properly nested whatever the payload holds:
 *
 * <pre>
 *   device  = beginDevice member* finding* endDevice
 *   member  = value | beginStruct member* endStruct | beginSubsection member* endSubsection
 * </pre>
 *
 * Each method does nothing unless it is overridden. An {@code index} is that of the element in its array, {@link VmStateField#NO_INDEX} where there is no array. Offsets
 * count bytes from the start of the stream.
 */
public interface VmStateSink {
    /** The payload of a section begins. */
    default void beginDevice(DescribedSection section, long offset) throws IOException {}

    /** A nested structure, an element of an array of structures or an element of a list begins. */
    default void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {}

    /** The innermost open structure is complete, or decoding stopped inside it. */
    default void endStruct() throws IOException {}

    /** A subsection of the innermost structure or of the device begins; its header is behind {@code offset}. */
    default void beginSubsection(VmStateDescription description, long offset) throws IOException {}

    /** The innermost open subsection is complete, or decoding stopped inside it. */
    default void endSubsection() throws IOException {}

    /** A value; an array of {@code uint8} comes as one, with an index only if it is not the whole array. */
    default void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {}

    /** Why the current device could not be decoded to its end. */
    default void acceptFinding(Finding finding) throws IOException {}

    /**
     * The device is done.
     *
     * @param unreadBytes what is left of its payload, 0 when description and payload agree
     */
    default void endDevice(long unreadBytes) throws IOException {}
}
