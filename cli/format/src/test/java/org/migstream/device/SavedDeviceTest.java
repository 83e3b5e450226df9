// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.io.TruncatedStreamException;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionSizes;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** Tests that a device is assembled from all its records. */
class SavedDeviceTest {
    private static final String FIRST = "0000:00:01.0/vfio";
    private static final String SECOND = "0000:00:02.0/vfio";

    /** Splits the same data at random boundaries, with records of another device between them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void digests_doNotDependOnRecordBoundaries(int seed) throws IOException {
        Random random = new Random(seed);
        byte[][] running = {randomBytes(random), randomBytes(random)};
        byte[][] stopped = {randomBytes(random), randomBytes(random)};
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).vfioSetup(8, SECOND);
        addRandomRecords(stream, random, Kind.PART, running);
        addRandomRecords(stream, random, Kind.END, stopped);
        byte[] bytes = stream.endOfStream().bytes();
        for (boolean digesting : new boolean[] {true, false}) {
            try (DeviceDataStore store = new DeviceDataStore(DeviceDataStore.DEFAULT_LIMIT);
                    SavedDevices devices = new SavedDevices(digesting, store, SpillHandler.DISCARD, null)) {
                read(bytes, devices);
                assertEquals(2, devices.all().size());
                for (int i = 0; i < 2; i++) {
                    SavedDevice device = devices.all().get(i);
                    assertEquals(List.of(FIRST, SECOND).get(i), device.key().idstr());
                    assertCounter(digesting, running[i], device.preCopyBytes());
                    assertCounter(digesting, stopped[i], device.stopCopyBytes());
                    assertCounter(digesting, concat(running[i], stopped[i]), device.totalBytes());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void truncatedRecord_isListed_andItsBytesCounted(boolean digesting) throws IOException {
        byte[] data = randomBytes(new Random(9));
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).continued(Kind.END, 7);
        long offset = stream.bytes().length;
        byte[] complete = stream.vfioData(data).bytes();
        byte[] truncated = Arrays.copyOf(complete, complete.length - 10);
        try (DeviceDataStore store = new DeviceDataStore(DeviceDataStore.DEFAULT_LIMIT);
                SavedDevices devices = new SavedDevices(digesting, store, SpillHandler.DISCARD, null)) {
            assertThrows(TruncatedStreamException.class, () -> read(truncated, devices));
            SavedDevice device = devices.all().get(0);
            assertCounter(digesting, Arrays.copyOf(data, data.length - 10), device.stopCopyBytes());
            assertCounter(digesting, Arrays.copyOf(data, data.length - 10), device.totalBytes());
            List<VfioRecordEntry> records = records(device);
            assertEquals(
                    new VfioRecordEntry(Kind.END, Tag.DEV_DATA_STATE, offset, -1, offset + 16, data.length, null, 0),
                    records.get(records.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 2048})
    void configuration_isDecoded(int vectors) throws IOException {
        byte[] body = VfioConfigSamples.body(4096, vectors, true, space -> space[0] = 0x5a);
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).full(7, FIRST);
        int offset = stream.bytes().length;
        stream.vfioConfig(VfioConfigSamples.layout(4096, vectors, true), body)
                .footer()
                .endOfStream();
        try (DeviceDataStore store = new DeviceDataStore(DeviceDataStore.DEFAULT_LIMIT);
                SavedDevices devices = new SavedDevices(true, store, SpillHandler.DISCARD, null)) {
            read(stream.bytes(), devices);
            VfioConfig config = devices.all().get(0).config();
            assertEquals(sha256(body), config.sha256());
            assertEquals(body.length, config.length());
            assertEquals(2, config.pciVersionId());
            assertEquals(4096, config.configSpace().size());
            assertEquals(0x5a, config.configSpace().u8(0));
            assertEquals(vectors, config.msix().entryCount());
            assertEquals(offset + 8 + 4, config.configSpaceOffset());
            assertEquals(0x5a, stream.bytes()[(int) config.configSpaceOffset()]);
        }
    }

    @Test
    void deviceWithoutBus_hasEmptyConfiguration() throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(7, "vfio")
                .full(7, "vfio")
                .vfioConfig(new VfioConfigLayout(0, 0, 0, false, false))
                .footer()
                .endOfStream();
        try (DeviceDataStore store = new DeviceDataStore(DeviceDataStore.DEFAULT_LIMIT);
                SavedDevices devices = new SavedDevices(false, store, SpillHandler.DISCARD, null)) {
            read(stream.bytes(), devices);
            VfioConfig config = devices.all().get(0).config();
            assertEquals(0, config.length());
            assertNull(config.configSpace());
            assertNull(config.pciConfiguration());
            assertEquals(0, config.msix().entryCount());
        }
    }

    @Test
    void instanceIds_areSeparateDevices() throws IOException {
        try (DeviceDataStore store = new DeviceDataStore(DeviceDataStore.DEFAULT_LIMIT);
                SavedDevices devices = new SavedDevices(false, store, SpillHandler.DISCARD, null)) {
            SavedDevice one = devices.getOrCreate(new SectionKey(FIRST, 0), 0);
            SavedDevice other = devices.getOrCreate(new SectionKey(FIRST, 1), 0);
            assertEquals(one, devices.getOrCreate(new SectionKey(FIRST, 0), 0));
            assertEquals(List.of(one, other), devices.all());
        }
    }

    @Test
    void addUnread_isRejected_whileDigesting() {
        assertThrows(IllegalStateException.class, () -> new ByteCounter(true).addUnread(1));
    }

    private static void assertCounter(boolean digesting, byte[] expected, ByteCounter counter) {
        assertEquals(expected.length, counter.bytes());
        assertEquals(digesting ? sha256(expected) : null, counter.sha256());
        assertEquals(counter.sha256(), counter.sha256());
    }

    /** Adds sections of both devices in turn, each with some records, until all data is written. */
    private static void addRandomRecords(StreamBuilder stream, Random random, Kind kind, byte[][] data) {
        int[] done = {0, 0};
        while (done[0] < data[0].length || done[1] < data[1].length) {
            for (int i = 0; i < 2; i++) {
                stream.continued(kind, 7 + i);
                for (int records = random.nextInt(3); records >= 0; records--) {
                    int end = Math.min(data[i].length, done[i] + 1 + random.nextInt(100_000));
                    stream.vfioData(Arrays.copyOfRange(data[i], done[i], end));
                    done[i] = end;
                }
                stream.vfioTag(Tag.END_OF_STATE).footer();
            }
        }
    }

    private static void read(byte[] stream, SavedDevices devices) throws IOException {
        try (ByteSource source = ByteSource.of(new ByteArrayInputStream(stream))) {
            MigrationReader reader = MigrationReader.of(source, SectionSizes.NONE);
            Section section = null;
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section head) {
                    section = head;
                } else if (element instanceof VfioRecord record) {
                    devices.addRecord(section, record, reader);
                }
            }
        }
    }

    private static List<VfioRecordEntry> records(SavedDevice device) throws IOException {
        List<VfioRecordEntry> records = new ArrayList<>();
        device.records().forEach(records::add);
        return records;
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(500_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
