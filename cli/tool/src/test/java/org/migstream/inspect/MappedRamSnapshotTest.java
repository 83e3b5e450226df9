// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.container.qcow2.Qcow2ImageBuilder;
import org.migstream.container.qcow2.Qcow2ImageBuilder.ClusterStorage;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/**
 * Inspects mapped-ram streams in snapshots. The recorded size of such a VM state is the number of bytes that QEMU wrote;
 * the stream ends later, because unused slots of pages are holes.
 */
class MappedRamSnapshotTest {
    private static final InspectRequest STRICT = InspectionResult.request(true, true, true, null);
    private static final int CLUSTER_BITS = 16;

    @TempDir
    private Path directory;

    private Path write(byte[] image) throws IOException {
        return Files.write(directory.resolve("image.qcow2"), image);
    }

    private static Qcow2ImageBuilder image(long recordedSize) {
        return new Qcow2ImageBuilder()
                .clusterBits(CLUSTER_BITS)
                .storage(ClusterStorage.HOLE)
                .recordedSize(recordedSize);
    }

    private InspectionResult inspect(byte[] image) throws IOException {
        return InspectionResult.of(STRICT, Input.open(write(image) + "#x", OutputLimit.NONE), List.of());
    }

    /** The sections have the offsets of the stream in a file, and their lengths come from the vmdescription. */
    @ParameterizedTest
    @ValueSource(strings = {"q35-mapped-ram.qevm", "modes/q11.1.3-mapped-ignore-shared.qevm"})
    void streamBeyondRecordedSize_isReadToItsEnd(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        for (long recordedSize : new long[] {300, 602_000, stream.length - 1, stream.length}) {
            InspectionResult snapshot = inspect(image(recordedSize).build("x", stream));
            InspectionResult file = InspectionResult.of(
                    STRICT, Input.open(Files.write(directory.resolve("stream"), stream), OutputLimit.NONE), List.of());
            assertEquals(ReadOutcome.COMPLETE, snapshot.outcome());
            assertEquals(file.without("input"), snapshot.without("input"));
        }
    }

    /** QEMU's own snapshots of one stopped machine have the same content. Clusters of an older snapshot follow the first. */
    @Test
    void snapshotsOfQemu_areCompleteAndEqual() throws IOException {
        Path image;
        try (InputStream in = new ZstdInputStream(Files.newInputStream(
                Path.of("cli/tool/src/test/resources/org/migstream/inspect/q11.1.3-mapped-snapshot.qcow2.zst")))) {
            image = write(in.readAllBytes());
        }
        InspectionResult mapped =
                InspectionResult.of(STRICT, Input.open(image + "#mapped", OutputLimit.NONE), List.of());
        InspectionResult records =
                InspectionResult.of(STRICT, Input.open(image + "#records", OutputLimit.NONE), List.of());
        assertEquals(List.of(), mapped.codes(), mapped.text());
        assertEquals(List.of(), records.codes(), records.text());
        assertEquals(
                InspectionResult.object(records.json().get("ram")).get("totalBytes"),
                InspectionResult.object(mapped.json().get("ram")).get("totalBytes"));
        assertTrue(mapped.text().contains("114 pages with content, 4112 zero"), mapped.text());
        assertTrue(records.text().contains("114 pages with content, 4112 zero"), records.text());
    }

    /** QEMU discards only the clusters up to the recorded size, so the rest of an older snapshot can follow. */
    @Test
    void restOfOlderSnapshot_isIgnored() throws IOException {
        byte[] stream = Captures.bytes("q35-mapped-ram.qevm");
        byte[] older = new byte[200_000];
        Arrays.fill(older, (byte) 0x41);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(stream);
        both.writeBytes(older);
        InspectionResult result = inspect(image(602_000).build("x", both.toByteArray()));
        assertEquals(List.of(), result.codes(), result.text());
        assertEquals((long) stream.length, result.json().get("parsedBytes"));
    }

    /** A stream of another kind ends at the recorded size, whatever follows. */
    @Test
    void streamWithoutMappedRam_endsAtRecordedSize() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        assertEquals(
                ReadOutcome.DAMAGED,
                inspect(image(stream.length - 9).build("x", stream)).outcome());
        assertEquals(List.of(), inspect(image(stream.length).build("x", stream)).codes());
    }

    /** The image lacks its last clusters. */
    @Test
    void truncatedImage_isReported() throws IOException {
        byte[] whole = image(602_000).build("x", Captures.bytes("q35-mapped-ram.qevm"));
        InspectionResult result = inspect(Arrays.copyOf(whole, whole.length - (2 << CLUSTER_BITS)));
        assertEquals(ReadOutcome.DAMAGED, result.outcome(), result.text());
        assertTrue(result.verdict().contains("qcow2 image is truncated"), result.verdict());
    }

    /** Every L1 entry refers to an empty L2 table: the search for the end of the stream must end soon. */
    @Test
    void emptyTables_areNotSearchedForever() throws IOException {
        byte[] image = image(602_000).build("x", Captures.bytes("q35-mapped-ram.qevm"));
        int entries = 1 << 22;
        int table = image.length + (1 << CLUSTER_BITS) - 1 & -(1 << CLUSTER_BITS);
        int l1 = table + (1 << CLUSTER_BITS);
        ByteBuffer grown = ByteBuffer.allocate(l1 + Long.BYTES * entries);
        grown.put(image);
        int snapshot = (int) grown.getLong(64);
        long oldL1 = grown.getLong(snapshot);
        grown.putLong(l1, grown.getLong((int) oldL1)).putLong(l1 + 8, grown.getLong((int) oldL1 + 8));
        for (int i = 2; i < entries; i++) {
            grown.putLong(l1 + i * Long.BYTES, table);
        }
        grown.putLong(snapshot, l1).putInt(snapshot + 8, entries);
        InspectionResult result = inspect(grown.array());
        assertEquals(ReadOutcome.COMPLETE, result.outcome(), result.text());
        assertEquals(
                (long) Captures.bytes("q35-mapped-ram.qevm").length,
                result.json().get("parsedBytes"));
    }
}
