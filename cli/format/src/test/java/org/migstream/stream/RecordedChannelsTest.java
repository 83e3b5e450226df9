// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.io.ByteSource;
import org.migstream.io.InputVariant;
import org.migstream.stream.ReturnPathMessage.SwitchoverAck;
import org.migstream.stream.ReturnPathMessage.Type;
import org.migstream.stream.ReturnPathMessage.Value;

/** Channels and return paths that were recorded from QEMU. */
class RecordedChannelsTest {
    static Stream<String> recordings() throws IOException {
        return Captures.names().filter(name -> name.matches(".*chan[1-9]|.*[.]return"));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void readingThenWritingIsTheIdentity(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        assertArrayEquals(stream, HandMade.rewritten(stream));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void howBytesArriveMakesNoDifference(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        Reading pipe = Reading.of(stream);
        assertEquals(stream.length, pipe.offset());
        for (InputVariant delivery : InputVariant.values()) {
            assertEquals(pipe, Reading.of(delivery.open(stream), Foreknowledge.NONE), delivery::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aCutIsFoundUnlessItIsBetweenPackets(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        List<Element> elements = Reading.of(stream).elements();
        for (Element element : elements.subList(Math.max(1, elements.size() - 9), elements.size())) {
            int from = (int) element.offset();
            boolean between = !(element instanceof VfioRecord);
            assertEquals(between ? Reading.END : "stream.truncated", code(stream, from));
            assertEquals("stream.truncated", code(stream, from + 1));
            assertEquals("stream.truncated", code(stream, (int) element.end() - 1));
        }
    }

    private static String code(byte[] stream, int length) throws IOException {
        return Reading.of(Arrays.copyOf(stream, length)).code();
    }

    @Test
    void packetsCountOverBothChannelsAndEachSynchronisesThreeTimes() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int id = 0; id < 2; id++) {
            List<Element> elements = Reading.of(Captures.bytes("multifd-two-channels.chan" + (id + 1)))
                    .elements();
            assertEquals(id, ((MultifdInit) elements.get(0)).id());
            List<MultifdRam> packets = elements.stream()
                    .filter(MultifdRam.class::isInstance)
                    .map(MultifdRam.class::cast)
                    .toList();
            packets.forEach(packet -> numbers.add(packet.packetNum()));
            assertEquals(3, packets.stream().filter(MultifdRam::sync).count());
        }
        numbers.sort(null);
        assertEquals(LongStream.range(0, 60).boxed().toList(), numbers);
    }

    @Test
    void theReturnPathAcknowledgesTheSwitchover() throws IOException {
        assertEquals(
                List.of(new Value(0, Type.PONG, 1), new SwitchoverAck(8), new Value(12, Type.SHUT, 0)),
                Reading.of(Captures.bytes("switchover-ack.chan0.return")).elements());
    }

    @ParameterizedTest
    @CsvSource({"multifd-two-channels, 2", "lab/q35-six-multifd4, 4"})
    void devicesAreThoseOfTheIndependentReader(String capture, int channels) throws IOException {
        Map<String, Pieces> devices = new TreeMap<>();
        for (int channel = 1; channel <= channels; channel++) {
            collect(Captures.bytes(capture + ".chan" + channel), devices);
        }
        Map<String, ExpectedDevice> read = new TreeMap<>();
        for (Map.Entry<String, Pieces> device : devices.entrySet()) {
            read.put(device.getKey(), device.getValue().together());
        }
        assertEquals(ExpectedDevice.of(capture + ".chan0"), read);
    }

    /** What the channels carry of a device. */
    private static final class Pieces {
        private final NavigableMap<Long, byte[]> data = new TreeMap<>();
        private long configIdx;
        private VfioConfigLayout layout;
        private byte[] config;

        ExpectedDevice together() {
            assertEquals(LongStream.range(0, configIdx).boxed().toList(), List.copyOf(data.keySet()));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            data.values().forEach(all::writeBytes);
            return new ExpectedDevice(
                    all.size(),
                    sha256(all.toByteArray()),
                    config.length,
                    sha256(config),
                    layout.spaceBytes(),
                    layout.msixVectors());
        }
    }

    private static void collect(byte[] channel, Map<String, Pieces> devices) throws IOException {
        MigrationReader reader =
                MigrationReader.of(ByteSource.of(new ByteArrayInputStream(channel)), Foreknowledge.NONE);
        Pieces pieces = null;
        for (Element element; (element = reader.next()) != null; ) {
            if (element instanceof MultifdDeviceState state) {
                pieces = devices.computeIfAbsent(state.key().idstr(), idstr -> new Pieces());
                if (state.isVfioConfig()) {
                    pieces.configIdx = state.vfio().idx();
                } else {
                    pieces.data.put(state.vfio().idx(), reader.body().readAllBytes());
                }
            } else if (element instanceof VfioRecord.Config config) {
                pieces.layout = config.layout();
                pieces.config = reader.body().readAllBytes();
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
