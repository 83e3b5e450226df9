// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * The bytes that are left to read before the device is stopped ({@code struct vfio_precopy_info}), as estimated by the
 * driver.
 *
 * @param initialBytes bytes of initial data; stopping before they are read makes the downtime long
 * @param dirtyBytes bytes of data that changed after they were read
 */
public record PreCopyInfo(long initialBytes, long dirtyBytes) {
    /** Returns the sum of both. */
    public long totalBytes() {
        return initialBytes + dirtyBytes;
    }
}
