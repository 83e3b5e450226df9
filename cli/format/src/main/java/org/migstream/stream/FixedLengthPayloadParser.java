// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;

/**
 * Reads a payload of known length. Its pieces are the same as those of {@link ScannedPayloadParser}, so that the elements
 * do not depend on how the end was found.
 */
final class FixedLengthPayloadParser implements ElementParser {
    private long remaining;

    /** @param length of the payload in bytes */
    FixedLengthPayloadParser(long length) {
        remaining = length;
    }

    @Override
    public @Nullable Element next(ByteSource in) {
        if (remaining == 0) {
            return null;
        }
        long piece = Math.min(remaining, ScannedPayloadParser.MAX_PIECE);
        remaining -= piece;
        return new OpaqueBytes(in.position(), piece);
    }
}
