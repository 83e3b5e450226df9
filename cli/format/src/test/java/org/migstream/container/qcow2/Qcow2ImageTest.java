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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.qcow2.ImageBuilder.Keep;
import org.migstream.io.Extent;
import org.migstream.io.LimitExceededException;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.Finding;

/** What a snapshot holds comes out, however it is kept; whatever else an image says gives an error and no more. */
class Qcow2ImageTest {
    /** Neither its length nor its zeros keep to clusters. */
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

    /** Wherever it was cut in the list of snapshots: there, and not at its front, reading stopped. */
    @Test
    void aCutListSaysWhereTheFileEnds() throws IOException {
        byte[] image = new ImageBuilder().build("x", STREAM);
        int table = (int) ByteBuffer.wrap(image).getLong(64);
        for (int cut : new int[] {50, 80, table - 1, table, table + 20, table + 41}) {
            StreamException e = assertThrows(StreamException.class, () -> readAll(Arrays.copyOf(image, cut)));
            assertEquals(cut, e.offset());
            assertTrue(e.getMessage().contains("is cut: its file ends after " + cut + " bytes"), e.getMessage());
        }
    }

    static Stream<ImageBuilder> builders() {
        Keep[] all = {Keep.STORED, Keep.COMPRESSED, Keep.ZERO};
        return Stream.of(
                new ImageBuilder(),
                new ImageBuilder().version(2).keep(Keep.STORED, Keep.COMPRESSED),
                new ImageBuilder().keep(all),
                new ImageBuilder().clusterBits(12).zstd().keep(all),
                new ImageBuilder().clusterBits(16).keep(Keep.COMPRESSED),
                new ImageBuilder().clusterBits(21).keep(all),
                new ImageBuilder().clusterBits(14).extended().keep(all),
                new ImageBuilder().clusterBits(14).extended().zstd().keep(Keep.ZERO),
                new ImageBuilder().keep(Keep.HOLE),
                new ImageBuilder().clusterBits(14).extended().keep(Keep.HOLE));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void isReadAsItWasWritten(ImageBuilder builder) throws IOException {
        Qcow2Image image = image(builder.build("x", STREAM));
        Extent state = state(image);
        assertEquals(STREAM.length, state.size());
        assertEquals(STREAM.length, state.reach(0, Long.MAX_VALUE));
        assertArrayEquals(STREAM, state.stream().readAllBytes());
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
    void holesAreToldOnce() throws IOException {
        Qcow2Image image = image(new ImageBuilder().keep(Keep.HOLE).build("x", STREAM));
        assertEquals(List.of(), image.warnings());
        state(image).stream().readAllBytes();
        assertEquals(
                List.of("input.qcow2-hole"),
                image.warnings().stream().map(Finding::code).toList());
    }

    @Test
    void theListSaysWhatThereIs() throws IOException {
        Snapshot snapshot = image(new ImageBuilder().build("vor dem Umbau \u00fc", STREAM))
                .find("vor dem Umbau \u00fc")
                .orElseThrow();
        assertEquals("7", snapshot.id());
        assertEquals(Instant.ofEpochSecond(1_700_000_000, 500_000_000), snapshot.date());
        assertEquals(3_723_004_000_000L, snapshot.vmClock());
        assertEquals(STREAM.length, snapshot.vmStateSize());
        assertEquals(32768, snapshot.diskSize());
    }

    @Test
    void aNameComesBeforeAnId() throws IOException {
        Qcow2Image image = image(new ImageBuilder().build("x", STREAM));
        assertEquals("x", image.find("7").orElseThrow().name());
        assertTrue(image.find("1").isEmpty());
    }

    /** The last byte of the image is one of the stream's. */
    @Test
    void everyCutIsFound() throws IOException {
        byte[] stream = Arrays.copyOf(STREAM, 3 * 512);
        byte[] image = new ImageBuilder().build("x", stream);
        for (int cut = 4; cut < image.length; cut++) {
            byte[] front = Arrays.copyOf(image, cut);
            assertThrows(StreamException.class, () -> readAll(front), "cut at " + cut);
        }
        assertArrayEquals(stream, readAll(image));
    }

    /** In the header, the list and the tables: more than enough to lead anywhere. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void flippedBitsGiveBytesOrAnError(boolean extended) throws IOException {
        ImageBuilder builder = new ImageBuilder().keep(Keep.STORED, Keep.COMPRESSED, Keep.ZERO);
        byte[] image = (extended ? builder.extended() : builder).build("x", Arrays.copyOf(STREAM, 1700));
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

    /** An L1 table that is its own L2 table leads to nonsense, of which there is no more than of the stream. */
    @Test
    void tablesThatLeadToThemselvesEnd() throws IOException {
        byte[] image = new ImageBuilder().build("x", STREAM);
        ByteBuffer.wrap(image).putLong(1024 + 8, 1024);
        assertEquals(STREAM.length, readAll(image).length);
    }

    @Test
    void whatAnImageSaysOfItselfIsTold() throws IOException {
        Qcow2Image image = image(new ImageBuilder().features(3).build("x", STREAM));
        assertEquals(
                List.of("input.qcow2-corrupt", "input.qcow2-dirty"),
                image.warnings().stream().map(Finding::code).toList());
        assertArrayEquals(STREAM, state(image).stream().readAllBytes());
    }

    @Test
    void whatCannotBeReadIsListedAllTheSame() throws IOException {
        for (ImageBuilder builder : List.of(new ImageBuilder().encrypted(), new ImageBuilder().features(4))) {
            Qcow2Image image = image(builder.build("x", STREAM));
            Snapshot snapshot = image.find("x").orElseThrow();
            assertThrows(UnsupportedStreamException.class, () -> image.vmState(snapshot, Long.MAX_VALUE));
        }
    }

    @Test
    void unknownVersionsAndFeaturesAreRefused() {
        for (ImageBuilder builder : List.of(
                new ImageBuilder().version(4), new ImageBuilder().features(32), new ImageBuilder().features(8))) {
            assertThrows(UnsupportedStreamException.class, () -> image(builder.build("x", STREAM)));
        }
    }

    @Test
    void noMoreComesOutThanAllowed() throws IOException {
        Qcow2Image image = image(new ImageBuilder().build("x", STREAM));
        Snapshot snapshot = image.find("x").orElseThrow();
        Extent state = image.vmState(snapshot, 700);
        assertEquals(700, state.reach(0, 5000));
        assertArrayEquals(Arrays.copyOf(STREAM, 700), state.stream().readNBytes(700));
        LimitExceededException e =
                assertThrows(LimitExceededException.class, () -> state.stream().readAllBytes());
        assertEquals(700, e.offset());
    }

    /** A table of the largest size, and a VM state as long as it can hold: nothing is allocated for it. */
    @Test
    void claimsCostNothing() throws IOException {
        byte[] bytes = new ImageBuilder().build("x", STREAM);
        ByteBuffer.wrap(bytes).putInt(512 + 8, 4 << 20).putLong(512 + 40, 4L << 36 - 10);
        assertThrows(StreamException.class, () -> readAll(bytes));
        ByteBuffer.wrap(bytes).putInt(512 + 8, (4 << 20) + 1);
        assertThrows(StreamException.class, () -> readAll(bytes));
    }

    private static Qcow2Image image(byte[] bytes) throws IOException {
        return Qcow2Image.of(new Bytes(bytes));
    }

    private static Extent state(Qcow2Image image) throws IOException {
        return image.vmState(image.find("x").orElseThrow(), Long.MAX_VALUE);
    }

    private static byte[] readAll(byte[] image) throws IOException {
        Qcow2Image opened = image(image);
        Snapshot[] first = new Snapshot[1];
        opened.forEach(snapshot -> first[0] = first[0] == null ? snapshot : first[0]);
        return first[0] == null
                ? new byte[0]
                : opened.vmState(first[0], 1 << 16).stream().readAllBytes();
    }

    /** A file of these bytes. */
    private record Bytes(byte[] content) implements Extent {
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
            // Nothing is open.
        }
    }
}
