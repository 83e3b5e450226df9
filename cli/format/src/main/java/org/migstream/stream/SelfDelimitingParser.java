// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;

/** The payload of a section whose records say themselves which of them is the last. */
final class SelfDelimitingParser implements ElementParser {
    /** Reads the head of a record. */
    interface RecordReader {
        /** The record at the position. */
        SelfDelimitingRecord read(ByteSource in) throws IOException;
    }

    private RecordReader nextReader;
    private final RecordReader laterReader;
    private boolean ended;

    /** A section of equal records. */
    SelfDelimitingParser(RecordReader records) {
        this(records, records);
    }

    /** A section whose first record differs. */
    SelfDelimitingParser(RecordReader first, RecordReader others) {
        this.nextReader = first;
        this.laterReader = others;
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        SelfDelimitingRecord record = nextReader.read(in);
        nextReader = laterReader;
        ended = record.isLast();
        return record;
    }
}
