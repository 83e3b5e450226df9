// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.migstream.io.ByteSource;

/**
 * A payload whose length is known from elsewhere. It comes in the pieces in which {@link ScannedPayloadParser} gives it, so
 * that the elements do not depend on how the end was found.
 */
final class FixedLengthPayloadParser implements ElementParser {
    private long remaining;

    /** @param length of the payload, bytes */
    FixedLengthPayloadParser(long length) {
        remaining = length;
    }

    @Override
    public Element next(ByteSource in) {
        if (remaining == 0) {
            return null;
        }
        long piece = Math.min(remaining, ScannedPayloadParser.MAX_PIECE);
        remaining -= piece;
        return new OpaqueBytes(in.position(), piece);
    }
}
