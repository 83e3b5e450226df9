// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Pieces that follow each other and that {@link FieldReader#opaqueRun} reads as one opaque field, for instance records
 * that are too many to list. A decoder implements it to find the length of each piece, and to examine the bytes.
 */
public interface OpaquePieces {
    /**
     * Returns the length of the next piece in bytes, 64 bits unsigned; it may be any length that the state claims. 0
     * ends the run. The reader is at the start of the piece: this method can {@link FieldReader#peek}, but must not read.
     *
     * @throws IOException if the input fails
     */
    long nextLength() throws IOException;

    /**
     * Receives the bytes of the pieces in order, in parts of any size.
     *
     * @param part valid only during the call; never has bytes of two pieces
     */
    void visit(ByteBuffer part);

    /**
     * Returns the number of bytes at the start of the piece that are not content, such as the length of its header:
     * they stay when migstream removes secrets from a state, see {@link StateDecoder#isContent}. Called after each
     * {@link #nextLength} that is not 0.
     *
     * @return 0 by default: all bytes are content
     */
    default long structureLength() {
        return 0;
    }
}
