// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;

/** Parses the payload of a section whose records mark the last one. */
final class SelfDelimitingParser implements ElementParser {
    /** Reads the heads of records of one type. */
    interface RecordReader {
        /** Reads the head of the record at the position. */
        SelfDelimitingRecord read(ByteSource in) throws IOException;
    }

    private RecordReader nextReader;
    private final RecordReader laterReader;
    private boolean ended;

    /** Parses a section whose records have one type. */
    SelfDelimitingParser(RecordReader records) {
        this(records, records);
    }

    /** Parses a section whose first record has another type. */
    SelfDelimitingParser(RecordReader first, RecordReader later) {
        this.nextReader = first;
        this.laterReader = later;
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        SelfDelimitingRecord record = nextReader.read(in);
        nextReader = laterReader;
        ended = record.isLast();
        return record;
    }
}
