// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Looks at bytes that pass, whether one of them is not zero. */
final class ZeroCheck implements Consumer<ByteBuffer> {
    private boolean onlyZeros = true;

    @Override
    public void accept(ByteBuffer piece) {
        while (onlyZeros && piece.hasRemaining()) {
            onlyZeros = piece.get() == 0;
        }
    }

    /** Of all that has passed. */
    boolean onlyZeros() {
        return onlyZeros;
    }
}
