// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import org.jspecify.annotations.Nullable;

/**
 * The options of one extraction.
 *
 * @param part the part to extract
 * @param device the idstr of the VFIO device; null if the stream has only one VFIO device
 * @param block name of the RAM block; only for {@link Part#RAM}, else null
 * @param acceptsDamage whether a part of a damaged stream is extracted as far as it can be read
 */
public record ExtractRequest(
        Part part, @Nullable String device, @Nullable String block, boolean acceptsDamage) {
    /** A part of a stream that is useful on its own. */
    public enum Part {
        /** A stream that contains one VFIO device and nothing else. */
        STREAM,
        /** The state data that the driver of a VFIO device wrote. */
        DATA,
        /** The PCI configuration space of a VFIO device. */
        CONFIG,
        /** The content of a RAM block. */
        RAM,
        /** The vmdescription: JSON after the end of the stream. */
        VMDESC
    }
}
