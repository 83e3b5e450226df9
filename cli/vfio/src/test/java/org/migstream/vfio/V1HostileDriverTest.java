// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.MigrationDevice.Chunk;

/**
 * A v1 driver that reports a data section anywhere, at every boundary of the region and of the numbers. A data section
 * outside the region, or over the registers, is refused before the first access to it.
 */
class V1HostileDriverTest {
    private static final int REGION_SIZE = 8192;
    private static final int BUFFER_SIZE = 1 << 20;

    /** The values of data_offset, and of data_size if they are not 0; -1 is 2^64-1. */
    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            31L,
            32L,
            33L,
            (long) REGION_SIZE - 33,
            (long) REGION_SIZE - 32,
            (long) REGION_SIZE - 31,
            (long) REGION_SIZE - 1,
            (long) REGION_SIZE,
            (long) REGION_SIZE + 1,
            (1L << 31) - 1,
            1L << 31,
            1L << 32,
            (1L << 32) + 64,
            1L << 62,
            Long.MAX_VALUE - REGION_SIZE,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 64,
            -(long) REGION_SIZE,
            -64L,
            -32L,
            -1L);

    static final List<Long> OFFSETS = NUMBERS;

    /** Returns whether a data section is in the region and after the registers. */
    private static boolean isInRegion(long offset, long size) {
        BigInteger start = new BigInteger(Long.toUnsignedString(offset));
        BigInteger end = start.add(new BigInteger(Long.toUnsignedString(size)));
        return start.compareTo(BigInteger.valueOf(V1Device.V1Register.END_OFFSET)) >= 0
                && end.compareTo(BigInteger.valueOf(REGION_SIZE)) <= 0;
    }

    @ParameterizedTest
    @FieldSource("OFFSETS")
    void dataSectionOfSave_isReadOnlyInsideRegion(long offset) throws IOException {
        for (long size : NUMBERS.subList(1, NUMBERS.size())) {
            ReportingDriver driver = new ReportingDriver(REGION_SIZE, offset, size);
            MigrationDevice device = MigrationDevice.of(driver);
            if (isInRegion(offset, size)) {
                Chunk chunk = device.read().orElseThrow();
                assertEquals(size, chunk.length());
                assertEquals(driver.content(offset, (int) size), readAll(chunk));
            } else {
                assertRefused("read the data", offset, size, device::read);
                assertEquals(List.of(), driver.dataAccesses);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("OFFSETS")
    void dataSectionOfRestore_isWrittenOnlyInsideRegion(long offset) throws IOException {
        for (long size : NUMBERS.subList(1, NUMBERS.size())) {
            if (size < 0) {
                continue;
            }
            ReportingDriver driver = new ReportingDriver(REGION_SIZE, offset, 0);
            MigrationDevice device = MigrationDevice.of(driver);
            if (isInRegion(offset, size)) {
                ByteBuffer bytes = pattern((int) size);
                device.write(new PieceChunk(bytes.duplicate()));
                assertEquals(PieceChunk.accesses(offset, size), driver.dataAccesses);
                assertEquals(bytes, driver.content(offset, (int) size));
                assertEquals(size, driver.writtenDataSize);
            } else {
                assertRefused("write the data", offset, size, () -> device.write(new UnreadableChunk(size)));
                assertEquals(List.of(), driver.dataAccesses);
                assertEquals(0, driver.writtenDataSize);
            }
        }
    }

    /** The size of the window is an upper limit, which does not depend on data_offset. */
    @ParameterizedTest
    @ValueSource(longs = {REGION_SIZE - 31, REGION_SIZE, 1L << 31, 1L << 62, Long.MAX_VALUE})
    void chunkLargerThanWindow_isRefusedBeforeDeviceIsUsed(long size) throws IOException {
        ReportingDriver driver = new ReportingDriver(REGION_SIZE, 32, 0) {
            @Override
            public long windowSize() {
                return regionSize() - V1Register.END_OFFSET;
            }
        };
        MigrationDevice device = MigrationDevice.of(driver);
        VfioException refusal = assertThrows(VfioException.class, () -> device.write(new UnreadableChunk(size)));
        assertEquals(
                "write the data: a chunk of " + size + " bytes does not fit into the window of 8160 bytes",
                refusal.getMessage());
        assertEquals(0, driver.registerReads);
    }

    /** A size is a claim: memory is allocated for one buffer, not for the claim. */
    @Test
    void hugeDataSection_isReadInPieces() throws IOException {
        long size = 1L << 40;
        ReportingDriver driver = new ReportingDriver(2 * size, size, size);
        Chunk chunk = MigrationDevice.of(driver).read().orElseThrow();
        assertEquals(size, chunk.length());
        for (int i = 0; i < 3; i++) {
            assertTrue(chunk.next().capacity() <= BUFFER_SIZE);
        }
        assertEquals(
                IntStream.range(0, 3)
                        .mapToObj(i -> size + (long) i * BUFFER_SIZE + "+" + BUFFER_SIZE)
                        .toList(),
                driver.dataAccesses);
    }

    private interface DeviceCall {
        void run() throws IOException;
    }

    private static void assertRefused(String operation, long offset, long size, DeviceCall call) {
        String section = Long.toUnsignedString(size) + " bytes at offset " + Long.toUnsignedString(offset);
        VfioException refusal = assertThrows(VfioException.class, call::run, section);
        assertEquals(operation, refusal.operation());
        assertTrue(refusal.getMessage().contains(" " + section + " "), refusal.getMessage());
    }

    private static ByteBuffer readAll(Chunk chunk) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer next = chunk.next(); next.hasRemaining(); next = chunk.next()) {
            while (next.hasRemaining()) {
                all.write(next.get());
            }
        }
        return ByteBuffer.wrap(all.toByteArray());
    }

    /** A chunk of a stream whose bytes must not be read, because the chunk cannot be written. */
    private record UnreadableChunk(long length) implements Chunk {
        @Override
        public ByteBuffer next() {
            throw new AssertionError("the bytes of a chunk that cannot be written were read");
        }
    }

    private static ByteBuffer pattern(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
            bytes.put(i, (byte) (i * 5 >> 2));
        }
        return bytes;
    }

    /** A chunk that gives its bytes in pieces. */
    private static final class PieceChunk implements Chunk {
        private static final int PIECE = 3000;

        private final ByteBuffer bytes;
        private final int length;

        PieceChunk(ByteBuffer bytes) {
            this.bytes = bytes;
            length = bytes.remaining();
        }

        /** Returns the accesses that write a chunk. */
        static List<String> accesses(long offset, long size) {
            List<String> accesses = new ArrayList<>();
            for (long at = 0; at < size; at += PIECE) {
                accesses.add(offset + at + "+" + Math.min(PIECE, size - at));
            }
            return accesses;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer piece = bytes.slice(bytes.position(), Math.min(PIECE, bytes.remaining()));
            bytes.position(bytes.position() + piece.remaining());
            return piece;
        }
    }

    /** A driver that reports this data section. It records each access that is not an access to a register. */
    private static class ReportingDriver extends StubDevice implements V1Device {
        private final long regionSize;
        private final long dataOffset;
        private final long dataSize;
        private final byte[] region = new byte[REGION_SIZE];
        private final List<String> dataAccesses = new ArrayList<>();
        private long writtenDataSize;
        private int registerReads;

        ReportingDriver(long regionSize, long dataOffset, long dataSize) {
            this.regionSize = regionSize;
            this.dataOffset = dataOffset;
            this.dataSize = dataSize;
            for (int i = 0; i < region.length; i++) {
                region[i] = (byte) (i * 7 >> 1);
            }
        }

        ByteBuffer content(long offset, int size) {
            return ByteBuffer.wrap(region).slice((int) offset, size);
        }

        @Override
        public boolean hasNdma() {
            return false;
        }

        @Override
        public long regionSize() {
            return regionSize;
        }

        @Override
        public long windowSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            Optional<V1Register> register = findRegister(into, offset);
            if (register.isPresent()) {
                registerReads++;
                ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                value.putLong(0, valueOf(register.get()));
                into.put(value.limit(into.remaining()));
            } else {
                recordDataAccess(into, offset);
                if (offset < region.length) {
                    into.put(region, (int) offset, into.remaining());
                } else {
                    into.position(into.limit());
                }
            }
        }

        private long valueOf(V1Register register) {
            return switch (register) {
                case DEVICE_STATE -> 2;
                case PENDING_BYTES -> 1;
                case DATA_OFFSET -> dataOffset;
                case DATA_SIZE -> dataSize;
            };
        }

        @Override
        public void write(ByteBuffer from, long offset) {
            if (findRegister(from, offset).isPresent()) {
                assertEquals(V1Register.DATA_SIZE.offset(), offset);
                writtenDataSize = from.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
                from.position(from.limit());
            } else {
                recordDataAccess(from, offset);
                from.get(region, (int) offset, from.remaining());
            }
        }

        private Optional<V1Register> findRegister(ByteBuffer buffer, long offset) {
            return Arrays.stream(V1Register.values())
                    .filter(register -> register.offset() == offset && register.size() == buffer.remaining())
                    .findFirst();
        }

        private void recordDataAccess(ByteBuffer buffer, long offset) {
            assertTrue(
                    offset >= V1Register.END_OFFSET && offset <= regionSize - buffer.remaining(),
                    () -> "an access to " + buffer.remaining() + " bytes at offset " + offset);
            dataAccesses.add(offset + "+" + buffer.remaining());
        }
    }
}
