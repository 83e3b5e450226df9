// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests runs of pieces: each piece is a byte with the number of bytes after it; 0 ends the run. */
class OpaqueRunTest {
    private final ByteArrayOutputStream visited = new ByteArrayOutputStream();
    private final List<Long> starts = new ArrayList<>();

    private long readRun(FieldReader in) throws IOException {
        return in.opaqueRun("run", pieces(() -> {
            starts.add(in.position());
            byte[] next = in.peek(1);
            return next.length == 0 || next[0] == 0 ? 0 : 1 + next[0];
        }));
    }

    /** Returns the length of the next piece. */
    private interface NextLength {
        long get() throws IOException;
    }

    private OpaquePieces pieces(NextLength nextLength) {
        return new OpaquePieces() {
            @Override
            public long nextLength() throws IOException {
                return nextLength.get();
            }

            @Override
            public void visit(ByteBuffer part) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                visited.writeBytes(bytes);
            }
        };
    }

    @Test
    void pieces_becomeOneField() {
        DecodeResult decoded = read(ByteBuilder.le((byte) 9, (byte) 2, (byte) 7, (byte) 7, (byte) 1, (byte) 8), in -> {
            in.u8("before");
            assertEquals(5, readRun(in));
        });
        assertEquals(List.of("before: before@0+1=9", "run: run@1+5=opaque"), fieldStrings(decoded));
        assertEquals(List.of(1L, 4L, 6L), starts);
        assertArrayEquals(new byte[] {2, 7, 7, 1, 8}, visited.toByteArray());
    }

    @Test
    void runOfNoPieces_isNoField() {
        DecodeResult decoded = read(ByteBuilder.le().u8(0), in -> {
            assertEquals(0, readRun(in));
            in.u8("end");
        });
        assertEquals(List.of("end: end@0+1=0"), fieldStrings(decoded));
    }

    @Test
    void pieceBeyondState_isTruncated() {
        DecodeResult decoded = read(ByteBuilder.le((byte) 1, (byte) 7, (byte) 3, (byte) 7), this::readRun);
        assertEquals(List.of("unread: unread@0+4=opaque"), fieldStrings(decoded));
        assertEquals(
                "the state ends inside run, 2 bytes too early",
                decoded.damage().orElseThrow().getMessage());
    }

    @Test
    void pieceBeyondRecord_endsTheRecord() {
        DecodeResult decoded = read(ByteBuilder.le((byte) 1, (byte) 7, (byte) 3, (byte) 7, (byte) 7, (byte) 7), in -> {
            in.record("outer", 5, () -> readRun(in));
            in.u8("after");
        });
        assertEquals(
                List.of("outer.run: run@0+2=opaque", "outer.unread: unread@2+3=opaque", "after: after@5+1=7"),
                fieldStrings(decoded));
        assertEquals(List.of(StateException.NESTED_TRUNCATED), List.copyOf(decoded.codes()));
    }

    /** A length with the highest bit is unsigned, as everywhere. */
    @Test
    void hugePiece_isTruncated() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(9), in -> in.opaqueRun("run", pieces(() -> -1)));
        assertEquals(StateException.TRUNCATED, decoded.damage().orElseThrow().code());
        assertEquals(9, visited.size());
    }
}
