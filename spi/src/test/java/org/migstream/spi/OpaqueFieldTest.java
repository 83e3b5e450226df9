// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests bytes that are skipped. */
class OpaqueFieldTest {
    private static final int LARGE = 3 * FieldReader.MAX_BYTES + 5;

    @Test
    void opaqueBytes_areMeasured() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(10), in -> {
            in.opaque("a", 3);
            in.opaque("none", 0);
            in.filler("b", 2);
            in.record("r", 2, () -> assertEquals(2, in.opaqueRest("c")));
            assertEquals(3, in.fillerRest("d"));
            assertEquals(0, in.opaqueRest("nothing"));
        });
        assertEquals(
                List.of("a: a@0+3=opaque", "b: b@3+2=filler", "r.c: c@5+2=opaque", "d: d@7+3=filler"),
                fieldStrings(decoded));
    }

    @Test
    void largeOpaqueField_isSkippedWithoutReading() throws IOException {
        long gigabytes = 5L << 40;
        FieldCollector fields = new FieldCollector(false);
        FieldReader in = FieldReader.of(new ZeroInputStream(gigabytes + 4), fields);
        in.opaque("ram", gigabytes);
        assertEquals(0, in.u32("after"));
        assertTrue(in.isExhausted());
        assertEquals(gigabytes, fields.get(1).offset());
        assertEquals(Optional.empty(), ((FieldValue.Opaque) fields.get(0).value()).sha256(), "no digest was requested");
    }

    /** Each field has the digest of its own bytes, wherever they are in the buffer. */
    @Test
    void digest_coversOpaqueBytesOnly() throws Exception {
        byte[] state = new byte[2 * LARGE + 4];
        new Random(3).nextBytes(state);
        FieldCollector fields = new FieldCollector(true);
        FieldReader in = FieldReader.of(new ByteArrayInputStream(state), fields);
        in.u8("before");
        in.opaque("a", LARGE);
        in.u8("between");
        in.filler("b", LARGE);
        in.record("r", 2, () -> in.opaque("c", 1));
        in.finish();
        assertEquals(sha256(state, 1, LARGE), digest(fields.get(1)));
        assertEquals(new FieldValue.Filler(), fields.get(3).value());
        assertEquals(sha256(state, 2 * LARGE + 2, 1), digest(fields.get(4)), "without the filler");
        assertEquals(new FieldValue.Opaque(Optional.empty()), fields.get(5).value(), "unread bytes have no digest");
    }

    @Test
    void digestOfRun_coversAllPieces() throws Exception {
        byte[] state = new byte[3 * LARGE + 1];
        new Random(5).nextBytes(state);
        FieldCollector fields = new FieldCollector(true);
        FieldReader in = FieldReader.of(new ByteArrayInputStream(state), fields);
        in.opaqueRun("run", new OpaquePieces() {
            @Override
            public long nextLength() {
                return in.position() < 3L * LARGE ? LARGE : 0;
            }

            @Override
            public void visit(ByteBuffer part) {}
        });
        in.opaque("after", 1);
        assertEquals(sha256(state, 0, 3 * LARGE), digest(fields.get(0)));
        assertEquals(sha256(state, 3 * LARGE, 1), digest(fields.get(1)));
    }

    private static String digest(Field field) {
        return ((FieldValue.Opaque) field.value()).sha256().orElseThrow();
    }

    private static String sha256(byte[] bytes, int from, int count) throws NoSuchAlgorithmException {
        byte[] part = Arrays.copyOfRange(bytes, from, from + count);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(part));
    }

    /** Records only fields. */
    private static final class FieldCollector extends ArrayList<Field> implements FieldSink {
        private static final long serialVersionUID = 1;

        private final boolean digests;

        FieldCollector(boolean digests) {
            this.digests = digests;
        }

        @Override
        public void field(Field field) {
            add(field);
        }

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

        @Override
        public boolean requiresDigests() {
            return digests;
        }
    }

    /** Provides more zeros than a test can read, but skips them at once. */
    private static final class ZeroInputStream extends InputStream {
        private long remaining;

        ZeroInputStream(long length) {
            remaining = length;
        }

        @Override
        public int read() {
            return remaining-- > 0 ? 0 : -1;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.min(count, remaining);
            remaining -= skipped;
            return skipped;
        }
    }
}
