// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * A file that is open in this process for the sake of a device.
 *
 * @param kind what it is
 * @param descriptor its number here
 */
public record OpenFile(Kind kind, int descriptor) {
    /** What user space opens to use a VFIO device. */
    public enum Kind {
        /** The device's descriptor; most devices are reset when the last copy of it is closed. */
        DEVICE,
        /** Its IOMMU group, {@code /dev/vfio/N}. */
        GROUP,
        /** What the group was put in, {@code /dev/vfio/vfio}. */
        CONTAINER,
        /** What a device that was opened by its own file was bound to, {@code /dev/iommu}. */
        IOMMUFD
    }
}
