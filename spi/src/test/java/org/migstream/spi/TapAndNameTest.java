// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.migstream.spi.LambdaDecoder.fieldStrings;
import static org.migstream.spi.LambdaDecoder.read;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Tests checksums of what is read, alignment, names made of keys, and findings at another position. */
class TapAndNameTest {
    private static final int SIZE = 200_000;

    private static byte[] randomBytes() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Reads all bytes but four by every kind of method. */
    private static void readEverything(FieldReader in) throws IOException {
        in.u8("u8");
        in.f64("f64");
        in.bytes("bytes", 5);
        in.text("text", 9);
        in.utf8("utf8", 9);
        in.uuid("uuid");
        in.filler("filler", 70_000);
        in.opaque("opaque", 70_000);
        in.u32s("numbers", 1000);
        in.peek(8);
        in.record("record", 10, () -> in.u16("a"));
        in.align("pad", 64);
        in.opaque("last", SIZE - Integer.BYTES - in.position());
    }

    @Test
    void checksum_coversEachByteThatIsRead() throws Exception {
        byte[] state = randomBytes();
        CRC32 expected = new CRC32();
        expected.update(state, 1, SIZE - Integer.BYTES - 1);
        MessageDigest expectedDigest = MessageDigest.getInstance("SHA-256");
        expectedDigest.update(state, 0, SIZE - Integer.BYTES);
        CRC32 sum = new CRC32();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        read(
                ByteBuilder.le(state),
                in -> in.checksum(digest, () -> {
                    in.u8("first");
                    in.checksum(sum, () -> readEverything(in));
                }));
        assertEquals(expected.getValue(), sum.getValue());
        assertArrayEquals(expectedDigest.digest(), digest.digest());
    }

    @Test
    void checksum_endsWithItsBody_alsoAfterDamage() {
        CRC32 sum = new CRC32();
        read(ByteBuilder.le().zeros(8), in -> {
            in.record("r", 4, () -> in.checksum(sum, () -> in.u64("too_long")));
            in.u32("after");
        });
        assertEquals(0, sum.getValue(), "no byte was read in the body");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 4096})
    void align_endsAtMultipleOfBoundary(int boundary) {
        read(ByteBuilder.le().zeros(8192), in -> {
            in.u8("a");
            in.record("r", 5000, () -> {
                in.align("pad", boundary);
                assertEquals(0, in.position() % boundary);
                long before = in.position();
                in.align("again", boundary);
                assertEquals(before, in.position());
            });
        });
        assertThrows(IllegalArgumentException.class, () -> read(ByteBuilder.le(), in -> in.align("pad", 0)));
    }

    @Test
    void keyedNames_areUniqueInTheirGroup() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(6), in -> {
            for (int key : new int[] {7, 8, 7}) {
                in.group(in.keyedName("c", "id", key), () -> in.group(in.keyedName("c", "id", 7), () -> in.u8("x")));
            }
            in.u8(in.keyedName("v", "name", "a b\u20ac/.:-_"));
            in.restart("again");
            in.u8(in.keyedName("c", "id", 7));
            in.u8(in.keyedName("c", "id", -1));
        });
        assertEquals(
                List.of(
                        "c[id=7].c[id=7].x: x@0+1=0",
                        "c[id=8].c[id=7].x: x@1+1=0",
                        "c[id=7,2].c[id=7].x: x@2+1=0",
                        "v[name=a_b__.:-_]: v[name=a_b__.:-_]@3+1=0",
                        "c[id=7]: c[id=7]@4+1=0",
                        "c[id=18446744073709551615]: c[id=18446744073709551615]@5+1=0"),
                fieldStrings(decoded));
    }

    @Test
    void keyedNames_ofMillionsOfRecords_takeLittleMemory() {
        read(ByteBuilder.le(), in -> {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 3 * RecordKeys.MAX_KEYS; i++) {
                names.add(in.keyedName("c", "id", i));
            }
            assertEquals(3 * RecordKeys.MAX_KEYS, names.size());
            assertEquals("c[" + 2 * RecordKeys.MAX_KEYS + "]", in.keyedName("c", "id", -1));
            assertEquals("c[id=5,2]", in.keyedName("c", "id", 5));
        });
    }

    @Test
    void peekNumber_readsAhead_orIsEmptyAtTheEnd() {
        read(ByteBuilder.le().u16(1).u32(0xfffffffeL), in -> {
            assertEquals(OptionalLong.of(0xfffffffeL), in.peekNumber(2, 4));
            assertEquals(OptionalLong.empty(), in.peekNumber(3, 4));
            assertEquals(0, in.position());
            IntStream.of(-1, 100, Integer.MAX_VALUE)
                    .forEach(at -> assertThrows(IllegalArgumentException.class, () -> in.peekNumber(at, 4)));
            assertThrows(IllegalArgumentException.class, () -> in.peekNumber(0, 9));
        });
    }

    @Test
    void findingAtPosition_hasItsOffset() {
        DecodeResult decoded = read(ByteBuilder.le().zeros(8), in -> {
            in.u32("a");
            in.u32("b");
            in.errorAt(2, "E", "an error");
            in.warningAt(3, "W", "a warning");
        });
        assertEquals(
                List.of(
                        Finding.at(2, Severity.ERROR, "E", "an error"),
                        Finding.at(3, Severity.WARNING, "W", "a warning")),
                decoded.findings());
    }
}
