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
final class FillPattern {
    /** Size of a block, bytes. */
    static final int BLOCK_SIZE = 1 << 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long seed;
    private final byte[] seedBytes = new byte[BLOCK_SIZE];
    private final byte[] blockBytes = new byte[BLOCK_SIZE];
    private long currentBlock = -1;

    FillPattern(long seed) {
        this.seed = seed;
        if (seed != 0) {
            new Random(seed).nextBytes(seedBytes);
        }
    }

    /** What another round of changes writes. */
    FillPattern forRound(long round) {
        return new FillPattern(mix(seed + round));
    }

    /** The bytes of one block, until the next call. */
    byte[] bytesOfBlock(long which) {
        if (currentBlock != which) {
            currentBlock = which;
            long stamp = seed == 0 ? 0 : mix(seed ^ mix(which));
            for (int at = 0; at < BLOCK_SIZE; at += Long.BYTES) {
                LONG.set(blockBytes, at, (long) LONG.get(seedBytes, at) ^ stamp);
            }
        }
        return blockBytes;
    }

    /** Spreads what differs over all bits (the finalizer of SplitMix64). */
    private static long mix(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
