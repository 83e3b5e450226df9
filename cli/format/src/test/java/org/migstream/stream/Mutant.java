// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes at random: flips, overwrites, moves and removes them. */
public final class Mutant {
    private static final int[] INTERESTING_VALUES = {
        0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x08, 0x10, 0x7e, 0x7f, 0x80, 0xef, 0xff
    };

    private Mutant() {}

    /** Returns a copy with one to six changes. */
    public static byte[] of(byte[] seed, Random random) {
        byte[] mutant = seed;
        for (int count = 1 + random.nextInt(6); count > 0; count--) {
            mutant = withOneChange(mutant, random);
        }
        return mutant;
    }

    /** Returns a copy with one change, which can leave the bytes as they are. */
    public static byte[] withOneChange(byte[] seed, Random random) {
        byte[] mutant = seed.clone();
        int at = random.nextInt(mutant.length);
        switch (random.nextInt(6)) {
            case 0:
                mutant[at] ^= (byte) (1 << random.nextInt(8));
                break;
            case 1:
                mutant[at] = (byte) random.nextInt();
                break;
            case 2:
                Arrays.fill(mutant, at, Math.min(at + random.nextInt(9), mutant.length), (byte)
                        randomInterestingValue(random));
                break;
            case 3:
                int from = random.nextInt(mutant.length);
                int length = Math.min(random.nextInt(64), mutant.length - Math.max(at, from));
                System.arraycopy(mutant, from, mutant, at, length);
                break;
            case 4:
                int gone = Math.min(random.nextInt(16), mutant.length - 1 - at);
                System.arraycopy(mutant, at + gone, mutant, at, mutant.length - at - gone);
                return Arrays.copyOf(mutant, mutant.length - gone);
            default:
                mutant[at] = (byte) randomInterestingValue(random);
        }
        return mutant;
    }

    private static int randomInterestingValue(Random random) {
        return INTERESTING_VALUES[random.nextInt(INTERESTING_VALUES.length)];
    }
}
