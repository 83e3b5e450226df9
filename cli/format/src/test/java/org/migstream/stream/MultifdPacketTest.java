// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.migstream.stream.MultifdPacketWriter.newChannel;
import static org.migstream.stream.MultifdPacketWriter.writeDeviceState;
import static org.migstream.stream.MultifdPacketWriter.writeRam;
import static org.migstream.stream.MultifdPacketWriter.writeVfioConfig;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket.Compression;

/** Reads synthetic channels: each kind of packet, each truncation, and damage. */
class MultifdPacketTest {
    /** Returns a channel with all kinds of packets. */
    static byte[] allPackets() throws IOException {
        RawStreamBuilder to = newChannel();
        writeRam(to, MultifdPacketWriter.SYNC, 0, 0, 0, 0, 128);
        writeRam(to, 0, 128, 2, 2 * 4096, 3, 128).fill(0x11, 2 * 4096);
        writeRam(to, MultifdPacketWriter.ZLIB, 128, 5, 99, 0, 128).fill(0x22, 99);
        writeRam(to, MultifdPacketWriter.QPL, 128, 2, 8 + 30, 0, 128)
                .be32(10, 20)
                .fill(0x33, 30);
        writeDeviceState(to, MultifdPacketWriter.DEVICE, 12 + 72).be32(0, 0, 0).fill(0x44, 72);
        writeDeviceState(to, "other", 5).fill(0x55, 5);
        return writeVfioConfig(to, 1).bytes();
    }

    @Test
    void packetFields_areRead() throws IOException {
        List<Element> elements = ReadResult.of(allPackets()).elements();
        assertEquals(3, ((MultifdInitPacket) elements.get(0)).id());
        assertEquals("01234567-89ab-cdef-fedc-ba9876543210", "" + ((MultifdInitPacket) elements.get(0)).uuid());
        MultifdRamPacket pages = (MultifdRamPacket) elements.get(2);
        assertEquals("pc.ram", pages.block());
        assertEquals(
                List.of(2L, 3L, 1024L, 8192L),
                List.of(pages.normalPages(), pages.zeroPages(), pages.offsetsLength(), pages.payloadLength()));
        assertEquals(Compression.ZLIB, ((MultifdRamPacket) elements.get(3)).compression());
        assertEquals(38, ((MultifdRamPacket) elements.get(4)).payloadLength());
        MultifdDeviceStatePacket data = (MultifdDeviceStatePacket) elements.get(5);
        assertEquals(new SectionKey(MultifdPacketWriter.DEVICE, 5), data.key());
        assertEquals(72, data.bodyLength());
        assertEquals(data.end(), data.offset() + data.packetLength());
        assertNull(((MultifdDeviceStatePacket) elements.get(6)).vfioHeader());
        MultifdDeviceStatePacket last = (MultifdDeviceStatePacket) elements.get(7);
        assertEquals(new MultifdDeviceStatePacket.VfioPacketHeader(1, 1), last.vfioHeader());
        VfioRecord.Config config = (VfioRecord.Config) elements.get(8);
        assertEquals(3, config.layout().msixVectors());
        VfioRecord.TagOnly end = (VfioRecord.TagOnly) elements.get(9);
        assertEquals(VfioRecord.Tag.END_OF_STATE, end.tag());
        assertEquals(last.offset() + last.packetLength(), end.end());
    }

    @Test
    void rewrittenChannel_isIdentical() throws IOException {
        assertArrayEquals(allPackets(), RawStreamBuilder.readAndRewrite(allPackets()));
    }

    @Test
    void truncation_isReportedExceptBetweenPackets() throws IOException {
        byte[] channel = allPackets();
        Set<Long> between = new HashSet<>();
        for (Element element : ReadResult.of(channel).elements()) {
            if (element instanceof MultifdPacket && element.offset() > 0) {
                between.add(element.offset());
            }
        }
        for (int length = 4; length < channel.length; length++) {
            ReadResult cut = ReadResult.of(Arrays.copyOf(channel, length));
            assertEquals(
                    between.contains((long) length) ? ReadResult.END : "stream.truncated", cut.code(), "" + length);
            assertEquals(length, cut.offset());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 13, 14, 15, 16})
    void pageSize_isDetectedFromNextPacketOrPagesAlloc(int bits) throws IOException {
        int room = 1 << 19 - bits;
        for (int first : new int[] {0, room}) {
            RawStreamBuilder to =
                    writeRam(newChannel(), first == 0 ? MultifdPacketWriter.SYNC : 0, first, 0, 0, 0, room);
            byte[] channel = writeRam(to, 0, room, 1, 1 << bits, 0, room)
                    .fill(0, 1 << bits)
                    .bytes();
            ReadResult reading = ReadResult.of(channel);
            assertEquals(ReadResult.END, reading.code());
            assertEquals(1 << bits, ((MultifdRamPacket) reading.elements().get(1)).pageSize());
        }
    }

    @Test
    void syncPacketOfOldQemu_hasPages() throws IOException {
        byte[] channel = writeRam(newChannel(), MultifdPacketWriter.SYNC, 128, 1, 4096, 0, 128)
                .fill(1, 4096)
                .bytes();
        assertEquals(4096, ((MultifdRamPacket) ReadResult.of(channel).elements().get(1)).payloadLength());
    }

    @Test
    void withoutNormalPages_nextPacketSizeIsIgnored() throws IOException {
        byte[] channel = writeRam(
                        newChannel(), MultifdPacketWriter.ZLIB | MultifdPacketWriter.SYNC, 128, 0, 4711, 9, 128)
                .bytes();
        assertEquals(ReadResult.END, ReadResult.of(channel).code());
    }

    /**
     * Each case changes one be32 of a valid channel. The first value is its offset in bytes from the start of the
     * second packet.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 0x11223345",
        "4, 2",
        "8, 0x80",
        "8, 0x06",
        "8, 0x40000000",
        "12, 4",
        "12, 129",
        "16, 127",
        "16, 0xffffffff",
        "32, 126",
        "32, 0xffffffff"
    })
    void damagedRamPacket_isReported(int at, String value) throws IOException {
        RawStreamBuilder to = writeRam(newChannel(), 0, 128, 2, 8192, 0, 128).fill(0, 8192);
        byte[] channel =
                writeRam(to, 0, 128, 3, 3 * 4096, 2, 128).fill(0, 3 * 4096).bytes();
        assertEquals(ReadResult.END, ReadResult.of(channel).code());
        int second = 64 + 1344 + 8192;
        byte[] changed = new RawStreamBuilder().be32(Long.decode(value)).bytes();
        System.arraycopy(changed, 0, channel, second + at, 4);
        ReadResult reading = ReadResult.of(channel);
        assertEquals("multifd.bad-packet", reading.code());
    }

    @Test
    void damagedDeviceStatePacket_isReported() throws IOException {
        assertEquals(
                "multifd.bad-packet",
                damageCode(writeDeviceState(newChannel(), MultifdPacketWriter.DEVICE, 11)
                        .fill(0, 11)));
        assertEquals(
                "multifd.vfio-version",
                damageCode(writeDeviceState(newChannel(), MultifdPacketWriter.DEVICE, 12)
                        .be32(1, 0, 0)));
        assertEquals(
                "vfio.config-packet",
                damageCode(writeDeviceState(newChannel(), MultifdPacketWriter.DEVICE, 12)
                        .be32(0, 0, 1)));
        assertEquals(
                "vfio.config-packet",
                damageCode(writeDeviceState(newChannel(), MultifdPacketWriter.DEVICE, 28)
                        .be32(0, 0, 1)
                        .fill(0, 16)));
        assertEquals(
                "multifd.bad-packet",
                damageCode(newChannel().be32(0x11223344, 1, 0x41).fill(0, 300)));
        assertEquals(
                "multifd.version",
                damageCode(new RawStreamBuilder().be32(0x11223344, 2).fill(0, 56)));
    }

    @Test
    void hugePacketSize_isReportedAsTruncation() throws IOException {
        ReadResult reading =
                ReadResult.of(writeDeviceState(newChannel(), "other", -1).bytes());
        assertEquals("stream.truncated", reading.code());
        assertEquals(64 + 276, reading.offset());
    }

    @Test
    void endOfStateInsideConfig_doesNotEndConfig() throws IOException {
        RawStreamBuilder to = writeDeviceState(newChannel(), MultifdPacketWriter.DEVICE, 12 + 8 + 40 + 8)
                .be32(0, 0, 1);
        to.be64(0xffffffffef100002L)
                .fill(9, 8)
                .be64(0xffffffffef100001L)
                .fill(9, 24)
                .be64(0xffffffffef100001L);
        ReadResult reading = ReadResult.of(to.bytes());
        VfioRecord.Config config = (VfioRecord.Config) reading.elements().get(2);
        assertEquals(40, config.bodyLength());
        assertEquals(0, config.layout().spaceBytes());
        assertFalse(config.layout().display());
        assertEquals(ReadResult.END, reading.code());
    }

    private static String damageCode(RawStreamBuilder channel) throws IOException {
        return ReadResult.of(channel.bytes()).code();
    }
}
