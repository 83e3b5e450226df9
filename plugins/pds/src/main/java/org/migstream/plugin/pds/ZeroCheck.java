// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Looks at bytes that pass, whether one of them is not zero. */
final class ZeroCheck implements Consumer<ByteBuffer> {
    private boolean allZero = true;

    @Override
    public void accept(ByteBuffer piece) {
        while (allZero && piece.hasRemaining()) {
            allZero = piece.get() == 0;
        }
    }

    /** Of all that has passed. */
    boolean isAllZero() {
        return allZero;
    }
}
