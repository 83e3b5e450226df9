// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.BitSet;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * A set of feature bits, which the state stores in words of 64 bits. The first word is reported as the fact {@link
 * #DEVICE_FACT} or {@link #DRIVER_FACT}; the keys of further words end in {@code _1}, {@code _2} and so on.
 *
 * @param bits the feature bits
 * @param present whether the state has such words
 */
record VirtioFeatures(BitSet bits, boolean present) {
    /** Fact: the features that the device offers. */
    static final String DEVICE_FACT = "device_features";

    /** Fact: the features that the driver of the guest uses. */
    static final String DRIVER_FACT = "driver_features";

    static final VirtioFeatures NONE = new VirtioFeatures(new BitSet(), false);

    /** Maximum number of words; the specification uses two. */
    static final int MAX_WORDS = 8;

    /** The names of the bits that do not depend on the type of device. Other bits are shown as numbers. */
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

    /** Returns whether a value of this length holds 1 to {@link #MAX_WORDS} whole words. */
    static boolean isValidLength(long bytes) {
        return bytes > 0 && bytes <= MAX_WORDS * Long.BYTES && bytes % Long.BYTES == 0;
    }

    /** Reads the words up to the end of the record. */
    static VirtioFeatures read(FieldReader in, String field) throws IOException {
        long[] words = new long[(int) in.remaining() / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.u64(field + "[" + i + "]", i == 0 ? SYMBOLS : Symbols.HEXADECIMAL);
        }
        return new VirtioFeatures(BitSet.valueOf(words), true);
    }

    /** Returns the key of the fact for one word. */
    static String factKey(String first, int word) {
        return word == 0 ? first : first + "_" + word;
    }

    /** Reports the words as facts. Trailing words of 0 are omitted, except the first word. */
    void reportFacts(FieldReader in, String fact) {
        long[] words = bits.toLongArray();
        for (int i = 0; i < Math.max(1, words.length); i++) {
            in.hexFact(factKey(fact, i), i < words.length ? words[i] : 0);
        }
    }

    /** Returns the bits of this set that are not in the other. */
    BitSet missingIn(VirtioFeatures other) {
        BitSet missing = (BitSet) bits.clone();
        missing.andNot(other.bits);
        return missing;
    }
}
