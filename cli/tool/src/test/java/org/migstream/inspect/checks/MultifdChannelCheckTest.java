// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.ChannelRecordingBuilder;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioRecord.Tag;

/** Inspects channels that contradict each other or their main stream. */
class MultifdChannelCheckTest {
    /** A main stream with a device whose state was sent over channels. */
    private static final byte[] MAIN = new StreamBuilder()
            .header()
            .configuration()
            .vfioSetup(7, ChannelRecordingBuilder.DEVICE)
            .endOfStream()
            .vmdesc("{}")
            .bytes();

    /** A main stream of a guest without VFIO devices. */
    private static final byte[] MAIN_WITHOUT_DEVICES = new StreamBuilder()
            .header()
            .configuration()
            .endOfStream()
            .vmdesc("{}")
            .bytes();

    @Test
    void completeChannels_haveNoFindings() throws IOException {
        InspectionResult inspection = inspect(
                MAIN_WITHOUT_DEVICES,
                channel(1).pages(1).pages(2).sync(4).pages(5),
                channel(0).pages(0).sync(3).pages(6));
        assertEquals(List.of(), inspection.codes());
        Map<String, Object> multifd = InspectionResult.object(inspection.json().get("multifd"));
        List<?> channels = (List<?>) multifd.get("channels");
        Map<String, Object> first = InspectionResult.object(channels.get(0));
        assertEquals("chan0", first.get("name"));
        assertEquals(1L, first.get("id"));
        assertEquals(Map.of("ram", 3L, "sync", 1L, "deviceState", 0L), first.get("packets"));
        assertEquals(15L, first.get("zeroPages"));
        assertEquals(64L + 4 * (320 + 1024), first.get("bytes"));
        assertTrue(inspection.text().contains("channel 1      chan0: 3 packets with pages (0 normal, 15 zero), 1 for"));
    }

    @Test
    void pagesOfUnlistedBlock_areReported() throws IOException {
        byte[] main = new StreamBuilder()
                .header()
                .configuration()
                .start(1, "ram")
                .ramSize(4096)
                .ramBlock("other", 4096)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        String message = (String) inspect(main, channel(0).pages(0).sync(1))
                .finding("multifd.unknown-block")
                .get("message");
        assertTrue(message.contains("\"pc.ram\""), message);
    }

    @Test
    void invalidPacketIndex_isReported() throws IOException {
        assertTrue(inspect(MAIN, channel(0).config(-1)).codes().contains("multifd.invalid-index"));
    }

    @Test
    void missingChannel_isReportedWithItsId() throws IOException {
        assertEquals(
                "channel 0 is missing: give the recordings of all channels with --channel",
                inspect(MAIN_WITHOUT_DEVICES, channel(1).pages(0))
                        .finding("multifd.channels-needed")
                        .get("message"));
    }

    @ParameterizedTest
    @CsvSource({
        "'0 2', packet 1 is missing",
        "'1 2', packet 0 is missing",
        "'0 3 5', '3 packets are missing, the first of them is number 1'"
    })
    void missingPacketNumber_isReported(String numbers, String message) throws IOException {
        ChannelRecordingBuilder channel = channel(0);
        for (String number : numbers.split(" ")) {
            channel.pages(Long.parseLong(number));
        }
        assertEquals(
                message + ": a channel is truncated or not given",
                inspect(MAIN_WITHOUT_DEVICES, channel)
                        .finding("multifd.missing-packet")
                        .get("message"));
    }

    @Test
    void duplicateChannel_isReportedWithDuplicatePacket() throws IOException {
        ChannelRecordingBuilder channel = channel(0).pages(0).pages(1);
        InspectionResult inspection = inspect(MAIN_WITHOUT_DEVICES, channel, channel);
        assertEquals(List.of("multifd.duplicate-channel", "multifd.duplicate-packet"), inspection.codes());
        assertEquals(
                "channel 0 is also recorded in chan0",
                inspection.finding("multifd.duplicate-channel").get("message"));
        assertEquals("chan1", inspection.finding("multifd.duplicate-packet").get("channel"));
        assertEquals(64L, inspection.finding("multifd.duplicate-packet").get("offset"));
    }

    @Test
    void channelOfOtherVm_isReported() throws IOException {
        InspectionResult inspection = inspect(
                MAIN_WITHOUT_DEVICES, channel(0).pages(0), new ChannelRecordingBuilder(1, new UUID(3, 4)).pages(1));
        Map<String, Object> finding = inspection.finding("multifd.uuid");
        assertEquals(List.of("multifd.uuid"), inspection.codes());
        assertEquals("chan1", finding.get("channel"));
        assertEquals("ERROR", finding.get("severity"));
        assertTrue(((String) finding.get("message"))
                .contains(new UUID(3, 4) + ", but another channel to " + new UUID(1, 2)));
    }

    @Test
    void channelWithFewerSyncs_isReportedAsTruncated() throws IOException {
        InspectionResult inspection = inspect(
                MAIN_WITHOUT_DEVICES,
                channel(0).pages(0).sync(1).pages(3).sync(4),
                channel(1).sync(2));
        Map<String, Object> finding = inspection.finding("multifd.cut-channel");
        assertEquals(List.of("multifd.cut-channel"), inspection.codes());
        assertEquals("chan1", finding.get("channel"));
        assertEquals(64L + 320 + 1024, finding.get("offset"));
        assertEquals(
                "the channel is truncated: it has 1 synchronisation, but another channel has 2",
                finding.get("message"));
    }

    /** QEMU before 9.0 loses and repeats packet numbers. */
    @Test
    void packetNumbersOfOldQemu_areNotChecked() throws IOException {
        InspectionResult inspection = inspect(
                MAIN_WITHOUT_DEVICES,
                channel(0).oldSync(0).pages(5),
                channel(1).oldSync(0).pages(5));
        assertEquals(List.of(), inspection.codes());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 24, Long.MAX_VALUE})
    void implausiblePacketNumbers_areIgnored(long number) throws IOException {
        assertEquals(
                List.of(),
                inspect(MAIN_WITHOUT_DEVICES, channel(0).pages(0).pages(number)).codes());
    }

    /** The indexes of packets determine the order of their data; the order of arrival does not. */
    @ParameterizedTest
    @ValueSource(strings = {"012|c", "c|012", "210c|", "0|1|2|c", "c2|10"})
    void deviceData_areJoinedByIndex(String order) throws Exception {
        byte[][] data = {{1, 2, 3}, new byte[100_000], {9}};
        String[] names = order.split("\\|");
        byte[][] channels = new byte[names.length][];
        for (int id = 0; id < names.length; id++) {
            ChannelRecordingBuilder channel = channel(id);
            for (char packet : names[id].toCharArray()) {
                if (packet == 'c') {
                    channel.config(3);
                } else {
                    channel.data(packet - '0', data[packet - '0']);
                }
            }
            channels[id] = channel.bytes();
        }
        InspectionResult inspection = InspectionResult.of(InspectionResult.DIGEST, MAIN, channels);
        assertEquals(
                List.of(),
                inspection.codes().stream()
                        .filter(code -> code.startsWith("multifd"))
                        .toList());
        Map<String, Object> device = inspection.list("vfioDevices").get(0);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Arrays.stream(data).forEach(sha256::update);
        Map<String, Object> whole =
                Map.of("bytes", 100_004L, "sha256", HexFormat.of().formatHex(sha256.digest()));
        assertEquals(whole, device.get("stopCopy"));
        assertEquals(whole, device.get("data"));
        List<Object> indexes = ((List<?>) device.get("records"))
                .stream()
                        .map(record -> InspectionResult.object(record).get("idx"))
                        .filter(index -> index != null)
                        .toList();
        assertEquals(List.of(0L, 1L, 2L, 3L), indexes);
    }

    @ParameterizedTest
    @CsvSource({
        "013c, packet 2 of this device is missing:",
        "04c, packets 1 to 3 of this device are missing:",
        "1c, packet 0 of this device is missing:",
        "01, 'packet 2 of this device is missing, and with it the configuration'",
        "'', all packets of this device are missing"
    })
    void missingDevicePackets_areReported(String packets, String message) throws IOException {
        ChannelRecordingBuilder channel = channel(0);
        int index = 0;
        for (char packet : packets.toCharArray()) {
            if (packet == 'c') {
                channel.config(index);
            } else {
                channel.data(packet - '0', (byte) 1);
                index = packet - '0' + 1;
            }
        }
        byte[] main = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(7, ChannelRecordingBuilder.DEVICE)
                .full(7, ChannelRecordingBuilder.DEVICE)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        InspectionResult inspection = inspect(main, channel);
        Map<String, Object> finding = inspection.finding("multifd.missing-packet");
        assertTrue(((String) finding.get("message")).startsWith(message), finding.toString());
        assertEquals(ChannelRecordingBuilder.DEVICE, finding.get("section"));
        assertEquals("ERROR", finding.get("severity"));
    }

    @Test
    void duplicateDevicePacket_isReported_andFirstIsUsed() throws IOException {
        InspectionResult inspection = inspect(
                MAIN, channel(0).data(0, (byte) 1, (byte) 1).data(0, (byte) 2).config(1));
        assertEquals(
                "packet 0 of this device repeats the packet at 0x40 of chan0 and is ignored",
                inspection.finding("multifd.duplicate-packet").get("message"));
        assertEquals(Map.of("bytes", 2L), inspection.list("vfioDevices").get(0).get("data"));
    }

    @Test
    void deviceMissingInMainStream_isReported() throws IOException {
        InspectionResult inspection = inspect(MAIN_WITHOUT_DEVICES, channel(0).config(0));
        assertEquals(
                ChannelRecordingBuilder.DEVICE,
                inspection.finding("multifd.unknown-device").get("section"));
    }

    /** A main stream that is given as a channel is rejected. */
    @Test
    void mainStreamAsChannel_isRejected() throws IOException {
        InspectionResult inspection =
                InspectionResult.of(InspectionResult.PLAIN, channel(0).pages(0).bytes(), MAIN_WITHOUT_DEVICES);
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome());
        assertEquals(
                "multifd-channel",
                InspectionResult.object(inspection.json().get("input")).get("kind"));
        assertEquals(
                "main: DAMAGED: channel chan0: this input is not a multifd channel but of kind main [multifd.no-channel]",
                inspection.verdict());
    }

    private static ChannelRecordingBuilder channel(int id) throws IOException {
        return new ChannelRecordingBuilder(id);
    }

    private static InspectionResult inspect(byte[] main, ChannelRecordingBuilder... channels) throws IOException {
        return InspectionResult.of(
                InspectionResult.PLAIN,
                main,
                Arrays.stream(channels).map(ChannelRecordingBuilder::bytes).toArray(byte[][]::new));
    }
}
