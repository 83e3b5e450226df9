// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

/** The payload of a section whose records say themselves which of them is the last. */
final class SelfEndingGrammar implements Grammar {
    /** Reads the head of a record. */
    interface Reader {
        /** The record at the position. */
        SelfEndingRecord read(ByteSource in) throws IOException;
    }

    private Reader next;
    private final Reader others;
    private boolean ended;

    /** A section of equal records. */
    SelfEndingGrammar(Reader records) {
        this(records, records);
    }

    /** A section whose first record differs. */
    SelfEndingGrammar(Reader first, Reader others) {
        this.next = first;
        this.others = others;
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        SelfEndingRecord record = next.read(in);
        next = others;
        ended = record.isLast();
        return record;
    }
}
