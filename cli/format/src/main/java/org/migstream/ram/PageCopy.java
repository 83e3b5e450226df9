// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.util.Arrays;

/**
 * A copy of a page of guest memory.
 *
 * @param block the name of its RAM block
 * @param address in the block, bytes
 * @param bytes the content, from index 0 on; only during the call, and null if it cannot be told
 * @param length of the page, bytes
 * @param order of two copies of a page the one with the higher order counts, of equal ones that which comes later
 * @param place where the content stands in the input as it is; -1 if it stands nowhere, or cannot be read again
 */
public record PageCopy(String block, long address, byte[] bytes, int length, long order, long place) {
    /** The place of what does not stand in the input as it is. */
    static final long NOWHERE = -1;

    private static final byte[] ZEROES = new byte[1 << 16];

    /** Whether its content is known. */
    public boolean known() {
        return bytes != null;
    }

    /** Whether it is all zeroes. */
    public boolean isZero() {
        for (int from = 0; from < length; from += ZEROES.length) {
            int end = Math.min(length, from + ZEROES.length);
            if (!Arrays.equals(bytes, from, end, ZEROES, 0, end - from)) {
                return false;
            }
        }
        return true;
    }
}
