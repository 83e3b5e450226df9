// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;

/**
 * The sizes of the regions of a host function, in bytes, as the kernel reports them ({@code VFIO_DEVICE_GET_REGION_INFO}).
 *
 * @param bars the sizes of BAR 0 to 5; 0 for a BAR that the function does not have, and for the upper half of a 64-bit BAR
 * @param rom the size of the expansion ROM; 0 without one
 */
public record RegionSizes(List<Long> bars, long rom) {
    /** The number of BARs of an endpoint. */
    public static final int BAR_COUNT = 6;

    /** @throws IllegalArgumentException if there are not six BARs, or a size is negative */
    public RegionSizes {
        bars = List.copyOf(bars);
        if (bars.size() != BAR_COUNT || rom < 0 || bars.stream().anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("a function has the sizes of 6 BARs and of a ROM, none negative");
        }
    }

    /** Returns whether a region of this size can be a BAR in a guest; its size must be a power of two. */
    static boolean isValidSize(long size) {
        return Long.bitCount(size) == 1;
    }
}
