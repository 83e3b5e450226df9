// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.util.Arrays;

/**
 * A copy of a page of guest memory.
 *
 * @param block the name of its RAM block
 * @param address in the block, bytes
 * @param content the content, from index 0 on; only during the call, and null if it cannot be told
 * @param length of the page, bytes
 * @param order of two copies of a page the one with the higher order counts, of equal ones that which comes later
 * @param inputOffset where the content stands in the input as it is; -1 if it stands nowhere, or cannot be read again
 */
public record PageCopy(String block, long address, byte[] content, int length, long order, long inputOffset) {
    /** The place of what does not stand in the input as it is. */
    static final long NO_OFFSET = -1;

    private static final byte[] ZERO_BYTES = new byte[1 << 16];

    /** Whether its content is known. */
    public boolean isContentKnown() {
        return content != null;
    }

    /** Whether it is all zeroes. */
    public boolean isZero() {
        for (int from = 0; from < length; from += ZERO_BYTES.length) {
            int end = Math.min(length, from + ZERO_BYTES.length);
            if (!Arrays.equals(content, from, end, ZERO_BYTES, 0, end - from)) {
                return false;
            }
        }
        return true;
    }
}
