// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Checks whether all visited bytes are zero. */
final class ZeroCheck implements Consumer<ByteBuffer> {
    private boolean allZero = true;

    @Override
    public void accept(ByteBuffer piece) {
        while (allZero && piece.hasRemaining()) {
            allZero = piece.get() == 0;
        }
    }

    /** Returns whether all bytes so far were zero; true if there were none. */
    boolean isAllZero() {
        return allZero;
    }
}
