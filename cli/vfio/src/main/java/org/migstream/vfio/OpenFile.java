// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * A file that is open in this process because a device needs it.
 *
 * @param kind the role of the file
 * @param descriptor the file descriptor in this process
 */
public record OpenFile(Kind kind, int descriptor) {
    /** The files that user space opens to use a VFIO device. */
    public enum Kind {
        /** The device itself; most devices are reset when the last copy of the descriptor is closed. */
        DEVICE,
        /** The IOMMU group of the device, {@code /dev/vfio/N}. */
        GROUP,
        /** The container that the group was added to, {@code /dev/vfio/vfio}. */
        CONTAINER,
        /** The iommufd that a device opened by its own file is bound to, {@code /dev/iommu}. */
        IOMMUFD
    }
}
