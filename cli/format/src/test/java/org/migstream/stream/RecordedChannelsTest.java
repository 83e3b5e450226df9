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
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.ReturnPathMessage.SwitchoverAck;
import org.migstream.stream.ReturnPathMessage.Type;
import org.migstream.stream.ReturnPathMessage.ValueMessage;

/** Reads channels and return paths that were recorded from QEMU. */
class RecordedChannelsTest {
    static Stream<String> recordings() throws IOException {
        return Captures.names().filter(name -> name.matches(".*chan[1-9]|.*[.]return"));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void rewrittenRecording_isIdentical(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        assertArrayEquals(stream, RawStreamBuilder.readAndRewrite(stream));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void elements_areEqualForEveryDelivery(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        ReadResult pipe = ReadResult.of(stream);
        assertEquals(stream.length, pipe.offset());
        for (InputVariant delivery : InputVariant.values()) {
            assertEquals(pipe, ReadResult.of(delivery.open(stream), SectionSizes.NONE), delivery::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void truncation_isReportedExceptBetweenPackets(String recording) throws IOException {
        byte[] stream = Captures.bytes(recording);
        List<Element> elements = ReadResult.of(stream).elements();
        for (Element element : elements.subList(Math.max(1, elements.size() - 9), elements.size())) {
            int from = (int) element.offset();
            boolean between = !(element instanceof VfioRecord);
            assertEquals(between ? ReadResult.END : "stream.truncated", code(stream, from));
            assertEquals("stream.truncated", code(stream, from + 1));
            assertEquals("stream.truncated", code(stream, (int) element.end() - 1));
        }
    }

    private static String code(byte[] stream, int length) throws IOException {
        return ReadResult.of(Arrays.copyOf(stream, length)).code();
    }

    @Test
    void packetNumbers_areContinuousOverChannels_andEachChannelHasThreeSyncs() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int id = 0; id < 2; id++) {
            List<Element> elements = ReadResult.of(Captures.bytes("multifd-two-channels.chan" + (id + 1)))
                    .elements();
            assertEquals(id, ((MultifdInitPacket) elements.get(0)).id());
            List<MultifdRamPacket> packets = elements.stream()
                    .filter(MultifdRamPacket.class::isInstance)
                    .map(MultifdRamPacket.class::cast)
                    .toList();
            packets.forEach(packet -> numbers.add(packet.packetNum()));
            assertEquals(3, packets.stream().filter(MultifdRamPacket::sync).count());
        }
        numbers.sort(null);
        assertEquals(LongStream.range(0, 60).boxed().toList(), numbers);
    }

    @Test
    void returnPath_hasSwitchoverAck() throws IOException {
        assertEquals(
                List.of(new ValueMessage(0, Type.PONG, 1), new SwitchoverAck(8), new ValueMessage(12, Type.SHUT, 0)),
                ReadResult.of(Captures.bytes("switchover-ack.chan0.return")).elements());
    }

    @ParameterizedTest
    @CsvSource({"multifd-two-channels, 2", "lab/q35-six-multifd4, 4"})
    void devices_matchIndependentReader(String capture, int channels) throws IOException {
        Map<String, DevicePieces> devices = new TreeMap<>();
        for (int channel = 1; channel <= channels; channel++) {
            collect(Captures.bytes(capture + ".chan" + channel), devices);
        }
        Map<String, ExpectedDevice> read = new TreeMap<>();
        for (Map.Entry<String, DevicePieces> device : devices.entrySet()) {
            read.put(device.getKey(), device.getValue().together());
        }
        assertEquals(ExpectedDevice.of(capture + ".chan0"), read);
    }

    /** The data of a device that were collected from the channels. */
    private static final class DevicePieces {
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

    private static void collect(byte[] channel, Map<String, DevicePieces> devices) throws IOException {
        MigrationReader reader =
                MigrationReader.of(ByteSource.of(new ByteArrayInputStream(channel)), SectionSizes.NONE);
        DevicePieces pieces = null;
        for (Element element; (element = reader.next()) != null; ) {
            if (element instanceof MultifdDeviceStatePacket state) {
                pieces = devices.computeIfAbsent(state.key().idstr(), idstr -> new DevicePieces());
                if (state.isVfioConfig()) {
                    pieces.configIdx = state.vfioHeader().idx();
                } else {
                    pieces.data.put(state.vfioHeader().idx(), reader.body().readAllBytes());
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
