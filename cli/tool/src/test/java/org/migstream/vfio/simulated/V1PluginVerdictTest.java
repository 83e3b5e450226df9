// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.migstream.vfio.simulated.V1ChunkMutator.chunk;
import static org.migstream.vfio.simulated.V1ChunkMutator.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.Severity;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.SparseImage.FillPattern;
import org.migstream.vfio.simulated.V1Chunk.ChunkKind;

/**
 * The plugin v1 accepts exactly the states that the driver of {@code sim:v1} accepts. All chunks here have valid
 * checksums, so that the other checks decide.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class V1PluginVerdictTest {
    private static final int SIZE = 40;
    private static final int MUTANTS = 3000;
    private static final Facts TARGET = Facts.of(Map.of("identity", "1", "size", Integer.toString(SIZE)));

    private Plugins plugins;
    private PluginDecoder decoder;
    private RandomAccessFile file;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        plugins = Plugins.load(PluginPath.EMPTY, Plugins.DEFAULT_TIMEOUT);
        decoder = plugins.decoder("v1").orElseThrow();
        file = new RandomAccessFile(folder.resolve("content").toFile(), "rw");
    }

    @AfterAll
    void close() throws IOException {
        file.close();
        plugins.close();
    }

    @Test
    void mutant_isAcceptedAsByDriver() throws IOException {
        int accepted = 0;
        for (int seed = 0; seed < MUTANTS; seed++) {
            V1ChunkMutator mutator = new V1ChunkMutator(seed, SIZE);
            List<byte[]> valid = mutator.validState(1);
            assertEquals(Optional.empty(), refusalOfDriver(valid));
            List<byte[]> mutant = mutator.mutate(valid);
            Optional<String> refusal = refusalOfDriver(mutant);
            assertVerdict(refusal, mutant, "mutant " + seed);
            accepted += refusal.isEmpty() ? 1 : 0;
        }
        int atLeast = MUTANTS / 4;
        assertTrue(accepted > atLeast && accepted < MUTANTS - atLeast, "the mutants have both verdicts: " + accepted);
    }

    private static List<byte[]> state(byte[]... chunks) {
        return List.of(chunks);
    }

    private static byte[] sequence(int number) {
        return chunk(ChunkKind.SEQUENCE, number, SIZE);
    }

    private static byte[] data(int number, long offset, int count) {
        byte[] payload = new byte[count];
        Arrays.fill(payload, (byte) 7);
        return chunk(ChunkKind.DATA, number, offset, payload);
    }

    private static byte[] preview(long offset) {
        return chunk(ChunkKind.PREVIEW, 0, offset, (byte) 1);
    }

    private static byte[] end(int count) {
        return end(count, 0);
    }

    /** Returns an END for a content of bytes that are all 7, with a wrong checksum unless {@code error} is 0. */
    private static byte[] end(int count, long error) {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, (byte) 7);
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return chunk(ChunkKind.END, count, checksum.getValue() ^ error);
    }

    /** Hostile states, with the errno of the driver and the index of the chunk that it refuses. */
    static Stream<Arguments> hostileStates() {
        byte[] identity = identity(1, SIZE);
        byte[] half = data(1, 0, SIZE / 2);
        byte[] rest = data(2, SIZE / 2, SIZE / 2);
        byte[] longLength = data(1, 0, SIZE);
        longLength[12]++;
        return Stream.of(
                arguments("good", state(identity, sequence(1), half, rest, end(2)), null),
                arguments(
                        "two whole sequences",
                        state(identity, sequence(1), half, rest, end(2), sequence(2), half, rest, end(2)),
                        null),
                arguments(
                        "half a sequence first",
                        state(identity, sequence(1), half, sequence(2), half, rest, end(2)),
                        null),
                arguments("preview after END", state(identity, sequence(1), half, rest, end(2), preview(0)), null),
                arguments("preview inside", state(identity, sequence(1), half, preview(39), rest, end(2)), null),
                arguments(
                        "sequence lower",
                        state(identity, sequence(2), half, sequence(1), half, rest, end(2)),
                        "EINVAL 3"),
                arguments(
                        "sequence equal",
                        state(identity, sequence(2), half, sequence(2), half, rest, end(2)),
                        "EINVAL 3"),
                arguments("sequence 0", state(identity, sequence(0), half, rest, end(2)), "EINVAL 1"),
                arguments("sequence 0xffffffff", state(identity, sequence(-1), half, rest, end(2)), "EINVAL 1"),
                arguments(
                        "size other",
                        state(identity, chunk(ChunkKind.SEQUENCE, 1, 41), half, rest, end(2)),
                        "EINVAL 1"),
                arguments(
                        "data after END", state(identity, sequence(1), half, rest, end(2), data(3, 40, 1)), "EINVAL 5"),
                arguments("END twice", state(identity, sequence(1), half, rest, end(2), end(2)), "EINVAL 5"),
                arguments("END, wrong checksum", state(identity, sequence(1), half, rest, end(2, 1)), "EINVAL 4"),
                arguments("END, wrong count", state(identity, sequence(1), half, rest, end(3)), "EINVAL 4"),
                arguments("END too early", state(identity, sequence(1), half, end(1)), "EINVAL 3"),
                arguments(
                        "data empty",
                        state(identity, sequence(1), half, data(2, 20, 0), data(3, 20, 20), end(3)),
                        "EINVAL 3"),
                arguments("data overlapping", state(identity, sequence(1), half, data(2, 19, 20), end(2)), "EINVAL 3"),
                arguments("data beyond", state(identity, sequence(1), half, data(2, 20, 21), end(2)), "EINVAL 3"),
                arguments(
                        "data at 2^62", state(identity, sequence(1), half, data(2, 1L << 62, 20), end(2)), "EINVAL 3"),
                arguments("data at 2^64-1", state(identity, sequence(1), half, data(2, -1, 20), end(2)), "EINVAL 3"),
                arguments("preview outside", state(identity, preview(40), sequence(1), half, rest, end(2)), "EINVAL 1"),
                arguments(
                        "preview negative", state(identity, preview(-1), sequence(1), half, rest, end(2)), "EINVAL 1"),
                arguments("length that lies", state(identity, sequence(1), longLength, end(1)), "EINVAL 2"),
                arguments("no identity", state(sequence(1), half, rest, end(2)), "EINVAL 0"),
                arguments(
                        "other identity later",
                        state(
                                identity,
                                sequence(1),
                                half,
                                rest,
                                end(2),
                                identity(2, SIZE),
                                sequence(3),
                                half,
                                rest,
                                end(2)),
                        "EFAULT 5"),
                arguments("other identity", state(identity(2, SIZE), sequence(1), half, rest, end(2)), "EFAULT 0"),
                arguments("size 2^63", state(identity(1, Long.MIN_VALUE), sequence(1), half, rest, end(2)), "EFAULT 0"),
                arguments(
                        "identity again, then a lower sequence",
                        state(identity, sequence(2), half, identity, sequence(1), half, rest, end(2)),
                        null),
                arguments("identity again in a sequence", state(identity, sequence(1), identity, half), "EINVAL 3"),
                arguments("no END", state(identity, sequence(1), half, rest), "EINVAL 4"),
                arguments("no sequence", state(identity, preview(0)), "EINVAL 2"),
                arguments("nothing", state(), "EINVAL 0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileStates")
    void hostileState_isRefusedAsByDriver(String name, List<byte[]> chunks, String refusal) throws IOException {
        assertEquals(Optional.ofNullable(refusal), refusalOfDriver(chunks));
        assertVerdict(Optional.ofNullable(refusal), chunks, name);
    }

    private void assertVerdict(Optional<String> refusal, List<byte[]> chunks, String what) throws IOException {
        try (DecodedState decoded = decoder.decode(new ByteArrayInputStream(SimulatedTransfers.join(chunks)), false)) {
            boolean sound = decoded.worstSeverity() != Severity.ERROR
                    && decoded.completeness().equals(Optional.of(Completeness.COMPLETE));
            boolean accepted = sound && isCompatible(decoded.facts());
            assertEquals(refusal.isEmpty(), accepted, () -> what + ": " + refusal + ", but " + decoded.findings());
        }
    }

    private boolean isCompatible(Facts facts) {
        return plugins
                .rules("v1")
                .get(0)
                .check(
                        DeviceSnapshot.of(DeviceIdentity.UNKNOWN, facts),
                        DeviceSnapshot.of(DeviceIdentity.UNKNOWN, TARGET))
                .reasons()
                .stream()
                .allMatch(reason -> reason.finding().severity() == Severity.INFO);
    }

    /** Returns the errno of the driver and the index of the chunk; empty if the driver loads the state. */
    private Optional<String> refusalOfDriver(List<byte[]> chunks) throws IOException {
        SparseImage image = SparseImage.create(new StateContent(file, 0), SIZE, new FillPattern(0));
        V1StateLoader loader = new V1StateLoader(image, 1);
        int index = 0;
        try {
            for (byte[] chunk : chunks) {
                loader.loadChunk(ByteBuffer.wrap(chunk));
                index++;
            }
            loader.finish();
            return Optional.empty();
        } catch (VfioException e) {
            return Optional.of(e.errno().orElseThrow().name() + " " + index);
        }
    }
}
