// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Wherever in a record the state ends, it is the record that people know. */
class TruncatedRecordTest {
    private static final int LENGTH = 8;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6, 7})
    void truncatedRecord_isNamedInMessage(int there) {
        DecodeResult decoded = DecodeResult.of(
                new OneRecordDecoder(), ByteBuilder.le().fill(there, 9).toArray());

        StateException damage = decoded.damage().orElseThrow();
        int missing = LENGTH - there;
        assertEquals(
                "the state ends inside queue, " + missing + (missing == 1 ? " byte" : " bytes") + " too early",
                damage.getMessage());
        assertEquals(StateException.TRUNCATED, damage.code());
        assertEquals(there, damage.offset());
    }

    /** A record of two numbers. */
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
