// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;

/**
 * Entry of a vmdescription for the FULL section of one device.
 *
 * @param key name and instance of the section
 * @param vmsdName name of the device's VMStateDescription; null for an old-style device, which has none
 * @param version version of that VMStateDescription; 0 for an old-style device
 * @param payloadLength bytes between the header and the footer of the section
 * @param oldStyle whether only the size is described (QEMU {@code vmstate_save_old_style}, which VFIO uses)
 */
public record DescribedSection(
        SectionKey key, @Nullable String vmsdName, long version, long payloadLength, boolean oldStyle) {
    /** Rejects a section without a name and a negative length. */
    public DescribedSection {
        Objects.requireNonNull(key);
        if (payloadLength < 0) {
            throw new IllegalArgumentException("payload length " + payloadLength);
        }
    }
}
