// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

/**
 * What is wanted of a stream.
 *
 * @param part which part of it
 * @param device whose; null for that of the only VFIO device
 * @param block of guest memory; only for {@link Part#RAM}
 */
public record ExtractRequest(Part part, String device, String block) {
    /** Parts of a stream that are of use alone. */
    public enum Part {
        /** A stream in which there is nothing but one VFIO device. */
        STREAM,
        /** What the driver of a VFIO device gave. */
        DATA,
        /** The PCI configuration space of a VFIO device. */
        CONFIG,
        /** A block of guest memory. */
        RAM,
        /** The description at the end, JSON. */
        VMDESC
    }
}
