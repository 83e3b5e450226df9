// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.io.ByteSink;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;

/** Checks the offsets of findings about configurations in packets of channels, and the limit of packets. */
class ChannelConfigPacketTest {
    private static final int INIT_PACKET_LENGTH = 64;
    /** Bytes before the configuration space: head of a packet, VFIO header, tag and version. */
    private static final int CONFIG_SPACE_OFFSET = 12 + 256 + 4 + 4 + 12 + 8 + 4;

    private static final int CONFIG_LENGTH = 4 + 256 + 16;
    private static final InspectRequest REQUEST = InspectionResult.request(false, false, false, null);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteSink out = new ByteSink(bytes);

    @Test
    void configFindings_haveOffsetInChannel() throws IOException {
        writeInitPacket();
        writeConfigPacket("a/vfio", 0);
        try (StreamReport report = inspect()) {
            assertEquals(List.of(INIT_PACKET_LENGTH + CONFIG_SPACE_OFFSET + 0L), offsets(report, "pci.vendor-id"));
        }
    }

    @Test
    void channelWithoutMainStream_isChecked() throws IOException {
        writeInitPacket();
        writeConfigPacket("a/vfio", 0);
        Input alone = Input.ofPipe("channel", new ByteArrayInputStream(bytes.toByteArray()), OutputLimit.NONE);
        try (StreamReport report = StreamInspector.inspect(alone, List.of(), REQUEST)) {
            assertEquals(List.of(INIT_PACKET_LENGTH + CONFIG_SPACE_OFFSET + 0L), offsets(report, "pci.vendor-id"));
        }
    }

    @Test
    void secondConfigPacket_isReportedAsDuplicate() throws IOException {
        writeInitPacket();
        writeConfigPacket("a/vfio", 0);
        long second = out.position();
        writeConfigPacket("a/vfio", 1);
        try (StreamReport report = inspect()) {
            assertEquals(List.of(second), offsets(report, "multifd.duplicate-packet"));
            assertEquals(1, report.devices().get(0).device().records().size());
        }
    }

    @Test
    void tooManyDevices_endChannelButKeepReport() throws IOException {
        writeInitPacket();
        for (int i = 0; i <= 256; i++) {
            writeConfigPacket(i + "/vfio", 0);
        }
        try (StreamReport report = inspect()) {
            assertEquals(ReadOutcome.UNSUPPORTED, report.outcome());
            assertEquals(1, offsets(report, "vfio.too-many-devices").size());
            assertEquals(256, report.devices().size());
        }
    }

    private void writeInitPacket() throws IOException {
        out.writeBe32(0x11223344);
        out.writeBe32(1);
        out.writeBytes(new byte[16 + 1 + 39], 16 + 1 + 39);
    }

    /** Adds a packet with a configuration of zeroes; vendor id 0 is invalid. */
    private void writeConfigPacket(String idstr, int idx) throws IOException {
        out.writeBe32(0x11223344);
        out.writeBe32(1);
        out.writeBe32(0x40);
        out.writeString(idstr);
        out.writeBytes(new byte[256], 256 - idstr.length());
        out.writeBe32(0);
        out.writeBe32(12 + 8 + CONFIG_LENGTH + 8);
        out.writeBe32(0);
        out.writeBe32(idx);
        out.writeBe32(1);
        out.writeBe64(0xffffffffef100002L);
        out.writeBe32(2);
        out.writeBytes(new byte[CONFIG_LENGTH], CONFIG_LENGTH - 4);
        out.writeBe64(0xffffffffef100001L);
    }

    /** Reads the channel together with an empty main stream. */
    private StreamReport inspect() throws IOException {
        byte[] main = {'Q', 'E', 'V', 'M', 0, 0, 0, 3, 0};
        Input channel = Input.ofPipe("channel", new ByteArrayInputStream(bytes.toByteArray()), OutputLimit.NONE);
        return StreamInspector.inspect(
                Input.ofPipe("main", new ByteArrayInputStream(main), OutputLimit.NONE), List.of(channel), REQUEST);
    }

    private static List<Long> offsets(StreamReport report, String code) {
        return report.findings().all().stream()
                .filter(located -> located.finding().code().equals(code))
                .map(located -> located.finding())
                .map(Finding::offset)
                .map(offset -> offset.orElse(-1))
                .toList();
    }
}
