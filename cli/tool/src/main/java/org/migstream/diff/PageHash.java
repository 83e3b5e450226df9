// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A keyed 128-bit hash of a page. The key is random for each run and never stored. So two different pages have equal
 * hashes with a probability of 2^-64, even if an attacker chose the pages. The hash is NH of UMAC (RFC 4418 section
 * 5.2) twice; the second time the key is shifted by one word pair.
 */
final class PageHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_WORD = 0xffff_ffffL;

    private final long[] key;

    /** @param longestPage maximum page length in bytes */
    PageHash(int longestPage) {
        key = new SecureRandom().longs(longestPage / Long.BYTES + 2).toArray();
    }

    /** Returns the first half of the hash. */
    long firstHalf(byte[] page, int length) {
        return hashHalf(page, length, 0);
    }

    /** Returns the second half of the hash, independent of the first. */
    long secondHalf(byte[] page, int length) {
        return hashHalf(page, length, 1);
    }

    private long hashHalf(byte[] page, int length, int shift) {
        long sum = length;
        int words = length / Long.BYTES;
        for (int i = 0; i < words; i++) {
            sum += multiplyAdd((long) LONGS.get(page, i * Long.BYTES), key[i + shift]);
        }
        long rest = 0;
        for (int i = words * Long.BYTES; i < length; i++) {
            rest = rest << Byte.SIZE | page[i] & 0xff;
        }
        return sum + multiplyAdd(rest, key[words + shift]);
    }

    private static long multiplyAdd(long word, long keyWord) {
        return (word + keyWord & LOW_WORD) * ((word >>> Integer.SIZE) + (keyWord >>> Integer.SIZE) & LOW_WORD);
    }
}
