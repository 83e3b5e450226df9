// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * Bytes that are made instead of kept: for one seed always the same, different in every block, and no compressor finds
 * anything in them. The seed 0 gives zeros.
 */
final class Pattern {
    /** Size of a block, bytes. */
    static final int BLOCK = 1 << 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long seed;
    private final byte[] base = new byte[BLOCK];
    private final byte[] made = new byte[BLOCK];
    private long number = -1;

    Pattern(long seed) {
        this.seed = seed;
        if (seed != 0) {
            new Random(seed).nextBytes(base);
        }
    }

    /** What another round of changes writes. */
    Pattern round(long round) {
        return new Pattern(mixed(seed + round));
    }

    /** The bytes of one block, until the next call. */
    byte[] block(long which) {
        if (number != which) {
            number = which;
            long stamp = seed == 0 ? 0 : mixed(seed ^ mixed(which));
            for (int at = 0; at < BLOCK; at += Long.BYTES) {
                LONG.set(made, at, (long) LONG.get(base, at) ^ stamp);
            }
        }
        return made;
    }

    /** Spreads what differs over all bits (the finalizer of SplitMix64). */
    private static long mixed(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
