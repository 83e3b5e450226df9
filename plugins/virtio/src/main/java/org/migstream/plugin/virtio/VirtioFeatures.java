// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.BitSet;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * A set of feature bits, in words of 64. The first word is the fact {@code device_features} or {@code driver_features};
 * of further ones, which the specification has begun to use, the keys end in {@code _1}, {@code _2} and so on.
 *
 * @param bits a bit set for each feature
 * @param present whether there are such words at all
 */
record VirtioFeatures(BitSet bits, boolean present) {
    static final VirtioFeatures NONE = new VirtioFeatures(new BitSet(), false);

    /** More than the specification will need in our time. */
    static final int MAX_WORDS = 8;

    /** The bits that do not depend on the type of device; those that do remain numbers. */
    private static final Symbols SYMBOLS = Symbols.HEXADECIMAL
            .bit(24, "NOTIFY_ON_EMPTY")
            .bit(27, "ANY_LAYOUT")
            .bit(28, "RING_INDIRECT_DESC")
            .bit(29, "RING_EVENT_IDX")
            .bit(32, "VERSION_1")
            .bit(33, "ACCESS_PLATFORM")
            .bit(34, "RING_PACKED")
            .bit(35, "IN_ORDER")
            .bit(36, "ORDER_PLATFORM")
            .bit(37, "SR_IOV")
            .bit(38, "NOTIFICATION_DATA")
            .bit(39, "NOTIF_CONFIG_DATA")
            .bit(40, "RING_RESET")
            .bit(41, "ADMIN_VQ");

    /** Whether so many bytes are whole words, and not too many. */
    static boolean isValidLength(long bytes) {
        return bytes > 0 && bytes <= MAX_WORDS * Long.BYTES && bytes % Long.BYTES == 0;
    }

    /** Reads the words that the record has left. */
    static VirtioFeatures read(FieldReader in, String field) throws IOException {
        long[] words = new long[(int) in.remaining() / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.u64(field + "[" + i + "]", i == 0 ? SYMBOLS : Symbols.HEXADECIMAL);
        }
        return new VirtioFeatures(BitSet.valueOf(words), true);
    }

    /** The key of the fact that tells a word. */
    static String factKey(String first, int word) {
        return word == 0 ? first : first + "_" + word;
    }

    /** Tells them as facts; words without any bit only in place of the first. */
    void reportFacts(FieldReader in, String fact) {
        long[] words = bits.toLongArray();
        for (int i = 0; i < Math.max(1, words.length); i++) {
            in.fact(factKey(fact, i), toHexString(i < words.length ? words[i] : 0));
        }
    }

    private static String toHexString(long word) {
        return "0x" + Long.toHexString(word);
    }

    /** Those of these that the others do not have. */
    BitSet missingIn(VirtioFeatures others) {
        BitSet missing = (BitSet) bits.clone();
        missing.andNot(others.bits);
        return missing;
    }
}
