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
import org.migstream.stream.Foreknowledge;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioConfigs;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** A device is put together from wherever its records stand. */
class VfioDeviceTest {
    private static final String FIRST = "0000:00:01.0/vfio";
    private static final String SECOND = "0000:00:02.0/vfio";

    /** How the data are cut, and what stands between the pieces, makes no difference. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void digestsAreThoseOfTheWholeHoweverItIsCut(int seed) throws IOException {
        Random random = new Random(seed);
        byte[][] running = {bytes(random), bytes(random)};
        byte[][] stopped = {bytes(random), bytes(random)};
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).vfioSetup(8, SECOND);
        cut(stream, random, Kind.PART, running);
        cut(stream, random, Kind.END, stopped);
        byte[] bytes = stream.eof().bytes();
        for (boolean digesting : new boolean[] {true, false}) {
            try (StateStore store = new StateStore(StateStore.DEFAULT_LIMIT);
                    VfioDevices devices = new VfioDevices(digesting, store, Overflow.LOSS, null)) {
                read(bytes, devices);
                assertEquals(2, devices.all().size());
                for (int i = 0; i < 2; i++) {
                    VfioDevice device = devices.all().get(i);
                    assertEquals(List.of(FIRST, SECOND).get(i), device.key().idstr());
                    check(digesting, running[i], device.preCopy());
                    check(digesting, stopped[i], device.stopCopy());
                    check(digesting, join(running[i], stopped[i]), device.data());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCutRecordIsListedWithWhatIsThere(boolean digesting) throws IOException {
        byte[] data = bytes(new Random(9));
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).more(Kind.END, 7);
        long offset = stream.bytes().length;
        byte[] whole = stream.data(data).bytes();
        byte[] cut = Arrays.copyOf(whole, whole.length - 10);
        try (StateStore store = new StateStore(StateStore.DEFAULT_LIMIT);
                VfioDevices devices = new VfioDevices(digesting, store, Overflow.LOSS, null)) {
            assertThrows(TruncatedStreamException.class, () -> read(cut, devices));
            VfioDevice device = devices.all().get(0);
            check(digesting, Arrays.copyOf(data, data.length - 10), device.stopCopy());
            check(digesting, Arrays.copyOf(data, data.length - 10), device.data());
            List<RecordEntry> records = records(device);
            assertEquals(
                    new RecordEntry(Kind.END, Tag.DEV_DATA_STATE, offset, -1, offset + 16, data.length, null, 0),
                    records.get(records.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 2048})
    void aConfigurationIsTakenApart(int vectors) throws IOException {
        byte[] body = VfioConfigs.body(4096, vectors, true, space -> space[0] = 0x5a);
        StreamBuilder stream =
                new StreamBuilder().header().configuration().vfioSetup(7, FIRST).full(7, FIRST);
        int offset = stream.bytes().length;
        stream.config(VfioConfigs.layout(4096, vectors, true), body).footer().eof();
        try (StateStore store = new StateStore(StateStore.DEFAULT_LIMIT);
                VfioDevices devices = new VfioDevices(true, store, Overflow.LOSS, null)) {
            read(stream.bytes(), devices);
            VfioConfig config = devices.all().get(0).config();
            assertEquals(sha256(body), config.sha256());
            assertEquals(body.length, config.bytes());
            assertEquals(2, config.pciVersionId());
            assertEquals(4096, config.space().size());
            assertEquals(0x5a, config.space().u8(0));
            assertEquals(vectors, config.msix().entries());
            assertEquals(offset + 8 + 4, config.spaceOffset());
            assertEquals(0x5a, stream.bytes()[(int) config.spaceOffset()]);
        }
    }

    @Test
    void aDeviceOfNoBusHasAnEmptyConfiguration() throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(7, "vfio")
                .full(7, "vfio")
                .config(new VfioConfigLayout(0, 0, 0, false, false))
                .footer()
                .eof();
        try (StateStore store = new StateStore(StateStore.DEFAULT_LIMIT);
                VfioDevices devices = new VfioDevices(false, store, Overflow.LOSS, null)) {
            read(stream.bytes(), devices);
            VfioConfig config = devices.all().get(0).config();
            assertEquals(0, config.bytes());
            assertNull(config.space());
            assertNull(config.pci());
            assertEquals(0, config.msix().entries());
        }
    }

    @Test
    void instancesAreDevicesOfTheirOwn() throws IOException {
        try (StateStore store = new StateStore(StateStore.DEFAULT_LIMIT);
                VfioDevices devices = new VfioDevices(false, store, Overflow.LOSS, null)) {
            VfioDevice one = devices.device(new SectionKey(FIRST, 0), 0);
            VfioDevice other = devices.device(new SectionKey(FIRST, 1), 0);
            assertEquals(one, devices.device(new SectionKey(FIRST, 0), 0));
            assertEquals(List.of(one, other), devices.all());
        }
    }

    @Test
    void bytesThatAreDigestedCannotBeCountedUnseen() {
        assertThrows(IllegalStateException.class, () -> new ByteTally(true).count(1));
    }

    private static void check(boolean digesting, byte[] expected, ByteTally tally) {
        assertEquals(expected.length, tally.bytes());
        assertEquals(digesting ? sha256(expected) : null, tally.sha256());
        assertEquals(tally.sha256(), tally.sha256());
    }

    /** Sections of both devices in turn, each with some records, until all data are in. */
    private static void cut(StreamBuilder stream, Random random, Kind kind, byte[][] data) {
        int[] done = {0, 0};
        while (done[0] < data[0].length || done[1] < data[1].length) {
            for (int i = 0; i < 2; i++) {
                stream.more(kind, 7 + i);
                for (int records = random.nextInt(3); records >= 0; records--) {
                    int end = Math.min(data[i].length, done[i] + 1 + random.nextInt(100_000));
                    stream.data(Arrays.copyOfRange(data[i], done[i], end));
                    done[i] = end;
                }
                stream.tag(Tag.END_OF_STATE).footer();
            }
        }
    }

    private static void read(byte[] stream, VfioDevices devices) throws IOException {
        try (ByteSource source = ByteSource.of(new ByteArrayInputStream(stream))) {
            MigrationReader reader = MigrationReader.of(source, Foreknowledge.NONE);
            Section section = null;
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section head) {
                    section = head;
                } else if (element instanceof VfioRecord record) {
                    devices.record(section, record, reader);
                }
            }
        }
    }

    private static List<RecordEntry> records(VfioDevice device) throws IOException {
        List<RecordEntry> records = new ArrayList<>();
        device.records().forEach(records::add);
        return records;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(500_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] one, byte[] other) {
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
