// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the contract of {@link ByteSource} for every kind of input. */
class ByteSourceTest {
    /** The length exceeds the buffer and the minimum distance of a seek. */
    private static final byte[] BYTES = new byte[1_000_003];

    static {
        new Random(42).nextBytes(BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void integers_areBigEndianAndUnsigned(InputVariant variant) throws IOException {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80, 0, 0, 1, -1, -2, -3, -4, -5, -6, -7, -8, 2, 'h', -1};
        try (ByteSource in = variant.open(bytes)) {
            assertEquals(0xff, in.readU8());
            assertEquals(0xfe00, in.readBe16());
            assertEquals(0x80000001L, in.readBe32());
            assertEquals(0xfffefdfcfbfaf9f8L, in.readBe64());
            assertEquals("h\u00ff", in.readCountedString());
            assertEquals(bytes.length, in.position());
        }
    }

    @ParameterizedTest
    @EnumSource
    void peek_consumesNothing(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(BYTES)) {
            for (int step = 0; step < 7; step++) {
                long position = in.position();
                assertEquals(ByteSource.MAX_LOOKAHEAD, in.available(ByteSource.MAX_LOOKAHEAD));
                assertEquals(position, in.position());
                for (int ahead : new int[] {0, 1, 4095, ByteSource.MAX_LOOKAHEAD - 8}) {
                    assertEquals(expectedByte(position + ahead), in.peek8(ahead));
                    assertEquals((long) in.peek16(ahead) << 16 | in.peek16(ahead + 2), in.peek32(ahead));
                    assertEquals(in.peek32(ahead) << 32 | in.peek32(ahead + 4), in.peek64(ahead));
                }
                in.skip(99_991);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lookaheadPastEnd_returnsRemainingCount(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(Arrays.copyOf(BYTES, 10))) {
            assertEquals(10, in.available(ByteSource.MAX_LOOKAHEAD));
            in.skip(10);
            assertEquals(0, in.available(1));
            assertEquals(-1, in.read(new byte[1], 0, 1));
            assertEquals(0, in.read(new byte[1], 0, 0));
            assertThrows(IllegalStateException.class, () -> in.peek8(0));
            assertThrows(IllegalArgumentException.class, () -> in.available(ByteSource.MAX_LOOKAHEAD + 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mixedReadsAndSkips_keepPosition(InputVariant variant) throws IOException {
        Random random = new Random(1);
        try (ByteSource in = variant.open(BYTES)) {
            byte[] buffer = new byte[1 << 15];
            for (long position = 0; position < BYTES.length; ) {
                assertEquals(position, in.position());
                int count = Math.min(random.nextInt(1 << random.nextInt(20)), BYTES.length - (int) position);
                switch (random.nextInt(3)) {
                    case 0:
                        in.skip(count);
                        position += count;
                        break;
                    case 1:
                        int read = in.read(buffer, 0, Math.min(count, buffer.length));
                        assertArrayEquals(expectedBytes(position, read), Arrays.copyOf(buffer, read));
                        position += read;
                        break;
                    default:
                        assertEquals(expectedByte(position++), in.readU8());
                }
            }
            assertEquals(0, in.available(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void skip_advancesByCount(InputVariant variant) throws IOException {
        for (int count : new int[] {0, 1, 262_143, 262_144, 262_145, 500_000, 1_000_002}) {
            try (ByteSource in = variant.open(BYTES)) {
                in.skip(count);
                assertEquals(count, in.position());
                assertEquals(expectedByte(count), in.readU8());
            }
            try (ByteSource in = variant.open(BYTES)) {
                in.available(100);
                in.skip(count);
                assertEquals(expectedByte(count), in.readU8());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void skipToEnd_isNotTruncation(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(BYTES)) {
            in.skip(BYTES.length);
            assertEquals(BYTES.length, in.position());
            assertEquals(0, in.available(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readPastEnd_isTruncated_atInputLength(InputVariant variant) throws IOException {
        for (long count : new long[] {BYTES.length + 1L, BYTES.length + 300_000L, 1L << 40, Long.MAX_VALUE}) {
            try (ByteSource in = variant.open(BYTES)) {
                assertTruncated(() -> in.skip(count), BYTES.length);
            }
        }
        byte[] three = {3, 1, 2};
        try (ByteSource in = variant.open(three)) {
            assertTruncated(in::readBe32, three.length);
            assertTruncated(in::readBe64, three.length);
            assertTruncated(() -> in.readString(4), three.length);
            assertTruncated(in::readCountedString, three.length);
            assertTruncated(() -> in.skip(3), three.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seekableAndRemaining_areSupportedForFilesOnly(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(BYTES)) {
            in.skip(300_000);
            boolean file = variant.name().startsWith("FILE");
            assertEquals(file, in.isSeekable());
            assertEquals(file ? OptionalLong.of(BYTES.length - 300_000) : OptionalLong.empty(), in.remaining());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "FILE.*", mode = EnumSource.Mode.MATCH_ALL)
    void readAt_keepsPosition(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(BYTES)) {
            for (int step = 0; step < 3; step++) {
                long position = in.position();
                for (long offset : new long[] {0, position, position + 3, 500_000, BYTES.length - 5}) {
                    byte[] five = new byte[5];
                    assertEquals(5, in.readAt(offset, five));
                    assertArrayEquals(expectedBytes(offset, 5), five);
                }
                assertEquals(2, in.readAt(BYTES.length - 2, new byte[5]));
                assertEquals(0, in.readAt(1L << 40, new byte[5]));
                assertEquals(position, in.position());
                assertEquals(expectedByte(position), in.readU8());
                in.skip(300_000);
            }
        }
    }

    /** Each way to the end of a file that another process truncates meanwhile finds a truncation. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 500_000})
    void fileThatShrinks_isTruncated(int step) throws IOException {
        Path path = Files.createTempFile("input", null);
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        file.write(ByteBuffer.wrap(BYTES));
        try (ByteSource in = ByteSource.of(file.position(0))) {
            in.skip(300_000);
            file.truncate(400_000);
            TruncatedStreamException e = assertThrows(TruncatedStreamException.class, () -> {
                while (in.position() < BYTES.length) {
                    in.skip(step);
                }
            });
            assertTrue(e.offset() >= 400_000 && e.offset() < BYTES.length, e::getMessage);
        }
    }

    @ParameterizedTest
    @EnumSource
    void totalCount_isKnownAtEnd(InputVariant variant) throws IOException {
        try (ByteSource in = variant.open(BYTES)) {
            in.skip(BYTES.length - 1);
            in.readU8();
            assertEquals(0, in.available(1));
            assertEquals(OptionalLong.of(BYTES.length), in.totalCount());
        }
    }

    @Test
    void negativeSkip_isRejected() throws IOException {
        try (ByteSource in = InputVariant.PIPE.open(BYTES)) {
            in.skip(5);
            assertThrows(IllegalArgumentException.class, () -> in.skip(-1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x7f, 0x80, 0xffff, 0x80000000L, 0xffffffffL, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void valuesOfByteSink_areReadBack(long value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteSink out = new ByteSink(bytes);
        out.writeU8((int) value);
        out.writeBe16((int) value);
        out.writeBe32(value);
        out.writeBe64(value);
        out.writeCountedString("\u0000\u00ff");
        assertEquals(bytes.size(), out.position());
        try (ByteSource in = InputVariant.PIPE.open(bytes.toByteArray())) {
            assertEquals(value & 0xff, in.readU8());
            assertEquals(value & 0xffff, in.readBe16());
            assertEquals(value & 0xffffffffL, in.readBe32());
            assertEquals(value, in.readBe64());
            assertEquals("\u0000\u00ff", in.readCountedString());
        }
    }

    private interface ReadOperation {
        void run() throws IOException;
    }

    private static void assertTruncated(ReadOperation read, long length) {
        TruncatedStreamException e = assertThrows(TruncatedStreamException.class, read::run);
        assertEquals(length, e.offset());
    }

    private static int expectedByte(long position) {
        return BYTES[(int) position] & 0xff;
    }

    private static byte[] expectedBytes(long from, int length) {
        return Arrays.copyOfRange(BYTES, (int) from, (int) from + length);
    }
}
