// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * What is left to read before the device is stopped ({@code struct vfio_precopy_info}): estimates of the driver.
 *
 * @param initialBytes of the first data; stopping before they are read makes the downtime long
 * @param dirtyBytes of what has changed since it was read
 */
public record PreCopyInfo(long initialBytes, long dirtyBytes) {
    /** Both. */
    public long totalBytes() {
        return initialBytes + dirtyBytes;
    }
}
