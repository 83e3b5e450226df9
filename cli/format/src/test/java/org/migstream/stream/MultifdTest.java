// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.migstream.stream.MultifdStream.channel;
import static org.migstream.stream.MultifdStream.config;
import static org.migstream.stream.MultifdStream.ram;
import static org.migstream.stream.MultifdStream.state;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.MultifdRam.Compression;

/** Channels that are made by hand: each kind of packet, every cut, and damage. */
class MultifdTest {
    /** All kinds of packet one after the other. */
    static byte[] everything() throws IOException {
        HandMade to = channel();
        ram(to, MultifdStream.SYNC, 0, 0, 0, 0, 128);
        ram(to, 0, 128, 2, 2 * 4096, 3, 128).fill(0x11, 2 * 4096);
        ram(to, MultifdStream.ZLIB, 128, 5, 99, 0, 128).fill(0x22, 99);
        ram(to, MultifdStream.QPL, 128, 2, 8 + 30, 0, 128).be32(10, 20).fill(0x33, 30);
        state(to, MultifdStream.DEVICE, 12 + 72).be32(0, 0, 0).fill(0x44, 72);
        state(to, "other", 5).fill(0x55, 5);
        return config(to, 1).bytes();
    }

    @Test
    void readsWhatIsThere() throws IOException {
        List<Element> elements = Reading.of(everything()).elements();
        assertEquals(3, ((MultifdInit) elements.get(0)).id());
        assertEquals("01234567-89ab-cdef-fedc-ba9876543210", "" + ((MultifdInit) elements.get(0)).uuid());
        MultifdRam pages = (MultifdRam) elements.get(2);
        assertEquals("pc.ram", pages.block());
        assertEquals(
                List.of(2L, 3L, 1024L, 8192L),
                List.of(pages.normalPages(), pages.zeroPages(), pages.offsetsLength(), pages.payloadLength()));
        assertEquals(Compression.ZLIB, ((MultifdRam) elements.get(3)).compression());
        assertEquals(38, ((MultifdRam) elements.get(4)).payloadLength());
        MultifdDeviceState data = (MultifdDeviceState) elements.get(5);
        assertEquals(new SectionKey(MultifdStream.DEVICE, 5), data.key());
        assertEquals(72, data.bodyLength());
        assertEquals(data.end(), data.offset() + data.packetLength());
        assertNull(((MultifdDeviceState) elements.get(6)).vfio());
        MultifdDeviceState last = (MultifdDeviceState) elements.get(7);
        assertEquals(new MultifdDeviceState.Vfio(1, 1), last.vfio());
        VfioRecord.Config config = (VfioRecord.Config) elements.get(8);
        assertEquals(3, config.layout().msixVectors());
        VfioRecord.Flag end = (VfioRecord.Flag) elements.get(9);
        assertEquals(VfioRecord.Tag.END_OF_STATE, end.tag());
        assertEquals(last.offset() + last.packetLength(), end.end());
    }

    @Test
    void readingThenWritingIsTheIdentity() throws IOException {
        assertArrayEquals(everything(), HandMade.rewritten(everything()));
    }

    @Test
    void everyCutIsFoundUnlessItIsBetweenPackets() throws IOException {
        byte[] channel = everything();
        Set<Long> between = new HashSet<>();
        for (Element element : Reading.of(channel).elements()) {
            if (element instanceof MultifdPacket && element.offset() > 0) {
                between.add(element.offset());
            }
        }
        for (int length = 4; length < channel.length; length++) {
            Reading cut = Reading.of(Arrays.copyOf(channel, length));
            assertEquals(between.contains((long) length) ? Reading.END : "stream.truncated", cut.code(), "" + length);
            assertEquals(length, cut.offset());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 12, 13, 14, 15, 16})
    void thePageSizeShowsBehindASynchronisationAndInRoom(int bits) throws IOException {
        int room = 1 << 19 - bits;
        for (int first : new int[] {0, room}) {
            HandMade to = ram(channel(), first == 0 ? MultifdStream.SYNC : 0, first, 0, 0, 0, room);
            byte[] channel =
                    ram(to, 0, room, 1, 1 << bits, 0, room).fill(0, 1 << bits).bytes();
            Reading reading = Reading.of(channel);
            assertEquals(Reading.END, reading.code());
            assertEquals(1 << bits, ((MultifdRam) reading.elements().get(1)).pageSize());
        }
    }

    @Test
    void aSynchronisationOfOldVersionsHasPages() throws IOException {
        byte[] channel = ram(channel(), MultifdStream.SYNC, 128, 1, 4096, 0, 128)
                .fill(1, 4096)
                .bytes();
        assertEquals(4096, ((MultifdRam) Reading.of(channel).elements().get(1)).payloadLength());
    }

    @Test
    void withoutNormalPagesTheSizeMeansNothing() throws IOException {
        byte[] channel = ram(channel(), MultifdStream.ZLIB | MultifdStream.SYNC, 128, 0, 4711, 9, 128)
                .bytes();
        assertEquals(Reading.END, Reading.of(channel).code());
    }

    /** Each case changes one be32 of a sound channel, counted in bytes from the second packet on. */
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
    void damagedPagesAreRefused(int at, String value) throws IOException {
        HandMade to = ram(channel(), 0, 128, 2, 8192, 0, 128).fill(0, 8192);
        byte[] channel = ram(to, 0, 128, 3, 3 * 4096, 2, 128).fill(0, 3 * 4096).bytes();
        assertEquals(Reading.END, Reading.of(channel).code());
        int second = 64 + 1344 + 8192;
        byte[] changed = new HandMade().be32(Long.decode(value)).bytes();
        System.arraycopy(changed, 0, channel, second + at, 4);
        Reading reading = Reading.of(channel);
        assertEquals("multifd.bad-packet", reading.code());
    }

    @Test
    void damagedDeviceStateIsRefused() throws IOException {
        assertEquals(
                "multifd.bad-packet",
                code(state(channel(), MultifdStream.DEVICE, 11).fill(0, 11)));
        assertEquals(
                "multifd.vfio-version",
                code(state(channel(), MultifdStream.DEVICE, 12).be32(1, 0, 0)));
        assertEquals(
                "vfio.config-packet",
                code(state(channel(), MultifdStream.DEVICE, 12).be32(0, 0, 1)));
        assertEquals(
                "vfio.config-packet",
                code(state(channel(), MultifdStream.DEVICE, 28).be32(0, 0, 1).fill(0, 16)));
        assertEquals(
                "multifd.bad-packet", code(channel().be32(0x11223344, 1, 0x41).fill(0, 300)));
        assertEquals("multifd.version", code(new HandMade().be32(0x11223344, 2).fill(0, 56)));
    }

    @Test
    void aHugeClaimTakesNoMemory() throws IOException {
        Reading reading = Reading.of(state(channel(), "other", -1).bytes());
        assertEquals("stream.truncated", reading.code());
        assertEquals(64 + 276, reading.offset());
    }

    @Test
    void whatLooksLikeTheEndInsideAConfigurationIsNot() throws IOException {
        HandMade to = state(channel(), MultifdStream.DEVICE, 12 + 8 + 40 + 8).be32(0, 0, 1);
        to.be64(0xffffffffef100002L)
                .fill(9, 8)
                .be64(0xffffffffef100001L)
                .fill(9, 24)
                .be64(0xffffffffef100001L);
        Reading reading = Reading.of(to.bytes());
        VfioRecord.Config config = (VfioRecord.Config) reading.elements().get(2);
        assertEquals(40, config.bodyLength());
        assertEquals(0, config.layout().spaceBytes());
        assertFalse(config.layout().display());
        assertEquals(Reading.END, reading.code());
    }

    private static String code(HandMade channel) throws IOException {
        return Reading.of(channel.bytes()).code();
    }
}
