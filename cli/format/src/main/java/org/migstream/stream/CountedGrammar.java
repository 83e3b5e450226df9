// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSource;

/**
 * A payload whose length is known from elsewhere. It comes in the pieces in which {@link ScannedGrammar} gives it, so
 * that the elements do not depend on how the end was found.
 */
final class CountedGrammar implements Grammar {
    private long left;

    /** @param length of the payload, bytes */
    CountedGrammar(long length) {
        left = length;
    }

    @Override
    public Element next(ByteSource in) {
        if (left == 0) {
            return null;
        }
        long piece = Math.min(left, ScannedGrammar.PIECE);
        left -= piece;
        return new OpaqueBytes(in.position(), piece);
    }
}
