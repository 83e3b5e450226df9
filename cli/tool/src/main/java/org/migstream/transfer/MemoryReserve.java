// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import org.jspecify.annotations.Nullable;

/** Memory for the end of a transfer: if the heap is exhausted, the devices must still get into their final states. */
final class MemoryReserve {
    private static final int BYTES = 1 << 19;

    @SuppressWarnings("unused") // only the garbage collector reads it
    private volatile byte @Nullable [] reserve = new byte[BYTES];

    /** Gives the memory back to the heap. */
    void release() {
        reserve = null;
    }
}
