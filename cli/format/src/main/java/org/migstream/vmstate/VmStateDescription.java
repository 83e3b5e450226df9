// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.List;
import java.util.Objects;

/**
 * Description of one saved structure (QEMU {@code VMStateDescription}): its fields and its saved subsections.
 *
 * @param name name of the VMStateDescription
 * @param version its version id
 * @param fields in wire order
 * @param subsections in wire order; each has its own header in the payload
 * @param length bytes on the wire
 */
public record VmStateDescription(
        String name, long version, List<VmStateField> fields, List<VmStateDescription> subsections, long length) {
    /** The result for an object that has no key of a description. */
    static final VmStateDescription EMPTY = new VmStateDescription("", 0, List.of(), List.of(), 0);

    /** Rejects null and copies the lists. */
    public VmStateDescription {
        Objects.requireNonNull(name);
        fields = List.copyOf(fields);
        subsections = List.copyOf(subsections);
    }
}
