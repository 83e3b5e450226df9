// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests that the message names the record, wherever in it the state ends. */
class TruncatedRecordTest {
    private static final int LENGTH = 8;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6, 7})
    void truncatedRecord_isNamedInMessage(int length) {
        DecodeResult decoded = DecodeResult.of(
                new OneRecordDecoder(), ByteBuilder.le().fill(length, 9).toArray());

        StateException exception = decoded.damage().orElseThrow();
        int missing = LENGTH - length;
        assertEquals(
                "the state ends inside queue, " + missing + (missing == 1 ? " byte" : " bytes") + " too early",
                exception.getMessage());
        assertEquals(StateException.TRUNCATED, exception.code());
        assertEquals(length, exception.offset());
    }

    /** Reads a record of two numbers. */
    private static final class OneRecordDecoder extends CountedDecoder {
        @Override
        public Completeness decode(FieldReader in) throws IOException {
            in.record("queue", LENGTH, () -> {
                in.u16("index");
                in.u32("size");
            });
            return Completeness.COMPLETE;
        }
    }
}
