// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.util.Objects;
import org.migstream.stream.SectionKey;

/**
 * What a vmdescription says about the FULL section of one device.
 *
 * @param key the section's name and instance
 * @param vmsdName the name of the device's VMStateDescription; null for an old style device, which has none
 * @param version of that VMStateDescription; 0 for an old style device
 * @param payloadLength bytes between the section's header and its footer
 * @param oldStyle whether only the size is known (QEMU {@code vmstate_save_old_style}, used by VFIO among others)
 */
public record DescribedSection(SectionKey key, String vmsdName, long version, long payloadLength, boolean oldStyle) {
    /** Refuses a section without a name and a negative length. */
    public DescribedSection {
        Objects.requireNonNull(key);
        if (payloadLength < 0) {
            throw new IllegalArgumentException("payload length " + payloadLength);
        }
    }
}
