// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a visitor of opaque bytes receives each of them once, in order, and no other bytes. */
class OpaqueVisitorTest {
    private static final int BEFORE = 3;

    private final ByteArrayOutputStream visited = new ByteArrayOutputStream();

    private final Consumer<ByteBuffer> visitor = piece -> {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        visited.writeBytes(bytes);
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, FieldReader.MAX_BYTES - BEFORE, FieldReader.MAX_BYTES, 3 * FieldReader.MAX_BYTES + 1})
    void opaqueRest_ofState_isVisitedInOrder(int length) throws IOException {
        byte[] state = state(length);
        FieldReader in = reader(state);
        in.bytes("before", BEFORE);

        assertEquals(length, in.opaqueRest("rest", visitor));
        assertArrayEquals(Arrays.copyOfRange(state, BEFORE, state.length), visited.toByteArray());
        assertTrue(in.isExhausted());
    }

    @Test
    void opaqueRest_ofRecord_isVisitedInOrder() throws IOException {
        byte[] state = state(9);
        FieldReader in = reader(state);
        in.record("record", 10, () -> {
            in.bytes("before", BEFORE);
            assertEquals(7, in.opaqueRest("rest", visitor));
        });

        assertArrayEquals(Arrays.copyOfRange(state, BEFORE, 10), visited.toByteArray());
        assertEquals(10, in.position());
    }

    @Test
    void opaqueRest_ofTruncatedState_isVisitedToItsEnd() {
        byte[] state = state(9);
        FieldReader in = reader(state);

        assertThrows(StateException.class, () -> in.record("record", 1000, () -> in.opaqueRest("rest", visitor)));
        assertArrayEquals(state, visited.toByteArray());
    }

    @Test
    void visitedBuffer_isReadOnly() {
        FieldReader in = reader(state(9));
        assertThrows(ReadOnlyBufferException.class, () -> in.opaqueRest("rest", piece -> piece.put(0, (byte) 0)));
    }

    private static FieldReader reader(byte[] state) {
        return FieldReader.of(new ByteArrayInputStream(state), new IgnoringSink());
    }

    private static byte[] state(int length) {
        byte[] state = new byte[BEFORE + length];
        new Random(length).nextBytes(state);
        return state;
    }

    /** Ignores all fields. */
    private static final class IgnoringSink implements FieldSink {
        @Override
        public void field(Field field) {}

        @Override
        public void beginGroup(String name, long offset) {}

        @Override
        public void endGroup(long end) {}

        @Override
        public void fact(String key, String value) {}

        @Override
        public void finding(Finding finding) {}

        @Override
        public void restart(long offset, String reason) {}
    }
}
