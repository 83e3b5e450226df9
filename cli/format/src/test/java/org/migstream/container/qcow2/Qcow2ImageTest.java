// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.qcow2.Qcow2ImageBuilder.ClusterStorage;
import org.migstream.io.LimitExceededException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.Finding;

/** Tests that clusters with every kind of storage are read, and that a damaged image causes an error and nothing worse. */
class Qcow2ImageTest {
    /** The length and the runs of zeroes are not aligned to clusters. */
    private static final byte[] STREAM = stream(40_321);

    private static byte[] stream(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(6);
        for (int at = 0; at < length; at += 1000) {
            int end = Math.min(length, at + 1000);
            if (random.nextBoolean()) {
                for (int i = at; i < end; i++) {
                    bytes[i] = (byte) random.nextInt(4);
                }
            }
        }
        return bytes;
    }

    /** The offset of the error is the end of the file, not the start of the snapshot table. */
    @Test
    void truncatedSnapshotTable_isReportedAtEndOfFile() throws IOException {
        byte[] image = new Qcow2ImageBuilder().build("x", STREAM);
        int table = (int) ByteBuffer.wrap(image).getLong(64);
        for (int length : new int[] {50, 80, table - 1, table, table + 20, table + 41}) {
            StreamException e = assertThrows(StreamException.class, () -> readAll(Arrays.copyOf(image, length)));
            assertEquals(length, e.offset());
            assertTrue(
                    e.getMessage().contains("is truncated: the file ends after " + length + " bytes"), e.getMessage());
        }
    }

    static Stream<Qcow2ImageBuilder> builders() {
        ClusterStorage[] all = {ClusterStorage.NORMAL, ClusterStorage.COMPRESSED, ClusterStorage.ZERO};
        return Stream.of(
                new Qcow2ImageBuilder(),
                new Qcow2ImageBuilder().version(2).storage(ClusterStorage.NORMAL, ClusterStorage.COMPRESSED),
                new Qcow2ImageBuilder().storage(all),
                new Qcow2ImageBuilder().clusterBits(12).zstd().storage(all),
                new Qcow2ImageBuilder().clusterBits(16).storage(ClusterStorage.COMPRESSED),
                new Qcow2ImageBuilder().clusterBits(21).storage(all),
                new Qcow2ImageBuilder().clusterBits(14).extendedL2().storage(all),
                new Qcow2ImageBuilder().clusterBits(14).extendedL2().zstd().storage(ClusterStorage.ZERO),
                new Qcow2ImageBuilder().storage(ClusterStorage.HOLE),
                new Qcow2ImageBuilder().clusterBits(14).extendedL2().storage(ClusterStorage.HOLE));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void vmState_isReadAsWritten(Qcow2ImageBuilder builder) throws IOException {
        Qcow2Image image = image(builder.build("x", STREAM));
        RandomAccessInput state = openVmState(image);
        assertEquals(STREAM.length, state.size());
        assertEquals(STREAM.length, state.countReadable(0, Long.MAX_VALUE));
        assertArrayEquals(STREAM, state.openStream().readAllBytes());
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            int place = random.nextInt(STREAM.length);
            ByteBuffer piece = ByteBuffer.allocate(1 + random.nextInt(3000));
            int count = state.read(place, piece);
            assertTrue(count > 0);
            assertArrayEquals(
                    Arrays.copyOfRange(STREAM, place, place + count), Arrays.copyOf(piece.array(), piece.position()));
        }
        assertEquals(-1, state.read(STREAM.length, ByteBuffer.allocate(1)));
    }

    @Test
    void holes_areReportedOnce() throws IOException {
        Qcow2Image image =
                image(new Qcow2ImageBuilder().storage(ClusterStorage.HOLE).build("x", STREAM));
        assertEquals(List.of(), image.warnings());
        openVmState(image).openStream().readAllBytes();
        assertEquals(
                List.of("input.qcow2-hole"),
                image.warnings().stream().map(Finding::code).toList());
    }

    @Test
    void snapshotFields_areDecoded() throws IOException {
        Snapshot snapshot = image(new Qcow2ImageBuilder().build("vor dem Umbau \u00fc", STREAM))
                .findSnapshot("vor dem Umbau \u00fc")
                .orElseThrow();
        assertEquals("7", snapshot.id());
        assertEquals(Instant.ofEpochSecond(1_700_000_000, 500_000_000), snapshot.date());
        assertEquals(3_723_004_000_000L, snapshot.vmClock());
        assertEquals(STREAM.length, snapshot.vmStateSize());
        assertEquals(32768, snapshot.diskSize());
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 2",
        "name:2, 3, 1",
        "id:2, 2, 1",
        "before, 2, 1",
        "twice, 4, 2",
        "name:twice, 4, 2",
        "id:3, 3, 2",
        "name:id:3, 6, 1",
        "10, 7, 1",
        "4, 4, 1",
        "id:twice, , 0",
        "name:4, , 0",
        "NAME:2, , 0"
    })
    void searchedSnapshot_isFoundAsQemuFindsIt(String text, String id, int matches) {
        SnapshotSearch search = new SnapshotSearch(text);
        String[] names = {"a", "before", "2", "twice", "twice", "id:3", "10"};
        for (int i = 0; i < names.length; i++) {
            search.visit(new Snapshot("" + (i + 1), names[i], Instant.EPOCH, 0, 1, 0, 0, 0));
        }
        assertEquals(id, search.result().map(Snapshot::id).orElse(null));
        assertEquals(matches > 1, search.ambiguity().isPresent());
        search.ambiguity().ifPresent(warning -> {
            assertEquals("input.qcow2-ambiguous", warning.code());
            assertTrue(warning.message().contains("the one with id " + id + " is read"), warning.message());
        });
    }

    /** QEMU does not open an image whose snapshot table is damaged. */
    @Test
    void damageAfterFoundSnapshot_isReported() throws IOException {
        byte[] bytes = new Qcow2ImageBuilder().build("x", STREAM);
        ByteBuffer.wrap(bytes).putInt(60, 2).putShort(512 + 72 + 12, (short) 200);
        Qcow2Image image = image(bytes);
        assertEquals("7", image.findSnapshot("x").orElseThrow().id());
        assertEquals(
                List.of("input.qcow2"),
                image.warnings().stream().map(Finding::code).toList());
        assertThrows(StreamException.class, () -> image.findSnapshot("y"));
    }

    /** The printed form of a name has escapes of bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "schnappschu\u00df",
                "schnappschu\\xc3\\x9f",
                "schnappschu\\xC3\\x9f",
                "name:schnappschu\\xc3\\x9f"
            })
    void snapshot_isFoundByItsPrintedName(String text) throws IOException {
        Qcow2Image image = image(new Qcow2ImageBuilder().build("schnappschu\u00df", STREAM));
        assertTrue(image.findSnapshot(text).isPresent());
    }

    @Test
    void findSnapshot_fallsBackToId() throws IOException {
        Qcow2Image image = image(new Qcow2ImageBuilder().build("x", STREAM));
        assertEquals("x", image.findSnapshot("7").orElseThrow().name());
        assertTrue(image.findSnapshot("1").isEmpty());
    }

    /** The last byte of the image belongs to the stream, so every truncation is an error. */
    @Test
    void truncationAnywhere_isReported() throws IOException {
        byte[] stream = Arrays.copyOf(STREAM, 3 * 512);
        byte[] image = new Qcow2ImageBuilder().build("x", stream);
        for (int length = 4; length < image.length; length++) {
            byte[] front = Arrays.copyOf(image, length);
            assertThrows(StreamException.class, () -> readAll(front), "truncated to " + length);
        }
        assertArrayEquals(stream, readAll(image));
    }

    /** Flips every bit of the header, the snapshot table and the cluster tables. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void flippedBit_isReadOrReported(boolean extended) throws IOException {
        Qcow2ImageBuilder builder =
                new Qcow2ImageBuilder().storage(ClusterStorage.NORMAL, ClusterStorage.COMPRESSED, ClusterStorage.ZERO);
        byte[] image = (extended ? builder.extendedL2() : builder).build("x", Arrays.copyOf(STREAM, 1700));
        for (int bit = 32; bit < 8 * 2048; bit++) {
            byte[] damaged = image.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                readAll(damaged);
            } catch (StreamException e) {
                assertTrue(e.code().startsWith("input."), e.code());
            }
        }
    }

    /** The L1 table is also its own L2 table. The result is garbage with the length of the stream. */
    @Test
    void selfReferencingTables_terminate() throws IOException {
        byte[] image = new Qcow2ImageBuilder().build("x", STREAM);
        ByteBuffer.wrap(image).putLong(1024 + 8, 1024);
        assertEquals(STREAM.length, readAll(image).length);
    }

    /** Otherwise an image of some kilobytes could stand for an endless VM state. */
    @Test
    void clusterThatIsMappedMoreOftenThanOnce_isRefused() throws IOException {
        byte[] stream = stream(300_000);
        byte[] image = new Qcow2ImageBuilder().clusterBits(12).build("x", stream);
        assertArrayEquals(stream, readUnlimited(image));
        ByteBuffer entries = ByteBuffer.wrap(image, 3 << 12, 1 << 12);
        while (entries.hasRemaining()) {
            // The first cluster after the header, the snapshots, the L1 table and this L2 table.
            entries.putLong(1L << 63 | 4 << 12);
        }
        byte[] small = Arrays.copyOf(image, 5 << 12);
        StreamException e = assertThrows(StreamException.class, () -> readUnlimited(small));
        assertTrue(e.getMessage().contains("mapped more than once"), e.getMessage());
    }

    private static byte[] readUnlimited(byte[] image) throws IOException {
        return openVmState(image(image)).openStream().readAllBytes();
    }

    @Test
    void corruptAndDirtyFlags_areReported() throws IOException {
        Qcow2Image image = image(new Qcow2ImageBuilder().features(3).build("x", STREAM));
        assertEquals(
                List.of("input.qcow2-corrupt", "input.qcow2-dirty"),
                image.warnings().stream().map(Finding::code).toList());
        assertArrayEquals(STREAM, openVmState(image).openStream().readAllBytes());
    }

    @Test
    void unreadableSnapshot_isListed_butNotOpened() throws IOException {
        assertNotOpened("input.qcow2-encrypted", new Qcow2ImageBuilder().encrypted());
        assertNotOpened("input.qcow2-data-file", new Qcow2ImageBuilder().features(4));
    }

    private void assertNotOpened(String code, Qcow2ImageBuilder builder) throws IOException {
        Qcow2Image image = image(builder.build("x", STREAM));
        Snapshot snapshot = image.findSnapshot("x").orElseThrow();
        UnsupportedStreamException e =
                assertThrows(UnsupportedStreamException.class, () -> image.openVmState(snapshot, Long.MAX_VALUE));
        assertEquals(code, e.code());
    }

    @Test
    void unknownVersionsAndFeatures_areRejected() {
        assertRejected("input.qcow2-version", new Qcow2ImageBuilder().version(4));
        assertRejected("input.qcow2-feature", new Qcow2ImageBuilder().features(32));
        assertRejected("input.qcow2-compression", new Qcow2ImageBuilder().features(8));
    }

    private void assertRejected(String code, Qcow2ImageBuilder builder) {
        UnsupportedStreamException e =
                assertThrows(UnsupportedStreamException.class, () -> image(builder.build("x", STREAM)));
        assertEquals(code, e.code());
    }

    @Test
    void maxOutput_limitsReadBytes() throws IOException {
        Qcow2Image image = image(new Qcow2ImageBuilder().build("x", STREAM));
        Snapshot snapshot = image.findSnapshot("x").orElseThrow();
        RandomAccessInput state = image.openVmState(snapshot, 700);
        assertEquals(700, state.countReadable(0, 5000));
        assertArrayEquals(Arrays.copyOf(STREAM, 700), state.openStream().readNBytes(700));
        LimitExceededException e = assertThrows(
                LimitExceededException.class, () -> state.openStream().readAllBytes());
        assertEquals(700, e.offset());
    }

    /** The L1 table has the maximum size and the VM state the maximum length. */
    @Test
    void hugeSizesInHeader_allocateNothing() throws IOException {
        byte[] bytes = new Qcow2ImageBuilder().build("x", STREAM);
        ByteBuffer.wrap(bytes).putInt(512 + 8, 4 << 20).putLong(512 + 40, 4L << 36 - 10);
        assertThrows(StreamException.class, () -> readAll(bytes));
        ByteBuffer.wrap(bytes).putInt(512 + 8, (4 << 20) + 1);
        assertThrows(StreamException.class, () -> readAll(bytes));
    }

    private static Qcow2Image image(byte[] bytes) throws IOException {
        return Qcow2Image.of(new ByteArrayInput(bytes));
    }

    private static RandomAccessInput openVmState(Qcow2Image image) throws IOException {
        return image.openVmState(image.findSnapshot("x").orElseThrow(), Long.MAX_VALUE);
    }

    private static byte[] readAll(byte[] image) throws IOException {
        Qcow2Image opened = image(image);
        Snapshot[] first = new Snapshot[1];
        opened.forEachSnapshot(snapshot -> first[0] = first[0] == null ? snapshot : first[0]);
        return first[0] == null
                ? new byte[0]
                : opened.openVmState(first[0], 1 << 16).openStream().readAllBytes();
    }

    /** An input of the bytes of an array. */
    private record ByteArrayInput(byte[] content) implements RandomAccessInput {
        @Override
        public int read(long place, ByteBuffer into) {
            if (place >= content.length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), content.length - place);
            into.put(content, (int) place, count);
            return count;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void close() {
            // An array needs no close.
        }
    }
}
