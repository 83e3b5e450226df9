// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.RamRecord.RamPage.Encoding.COMPRESSED;
import static org.migstream.stream.RamRecord.RamPage.Encoding.NORMAL;
import static org.migstream.stream.RamRecord.RamPage.Encoding.XBZRLE;
import static org.migstream.stream.RamRecord.RamPage.Encoding.ZERO;
import static org.migstream.stream.SyntheticStreamTest.assertReads;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.InputVariant;
import org.migstream.stream.Command.Name;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.Section.Kind;

/** Reads ram sections with features that no capture has. */
class RamSectionTest {
    private static final long MIB = 1 << 20;

    @Test
    void pageEncodings_areRead_andCurrentBlockIsKeptAcrossSections() throws IOException {
        byte[] page = page(4096);
        assertReads(new StreamBuilder()
                .header()
                .ramStart(1, MIB)
                .continued(Kind.PART, 1)
                .ramPage(NORMAL, false, 0, page)
                .ramPage(ZERO, true, 4096, (byte) 0)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramPage(XBZRLE, true, 0, new byte[5])
                .ramPage(COMPRESSED, true, 8192, new byte[77])
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 1)
                .ramPage(NORMAL, true, MIB - 4096, page)
                .ramPage(ZERO, false, 0, (byte) 0)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 4096, 8192, 16384, 65536})
    void pageSize_isDetectedFromFirstPage(int pageSize) throws IOException {
        assertReads(pages(new StreamBuilder().header(), pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 8192, 65536})
    void pageSize_isTakenFromConfiguration(int pageSize) throws IOException {
        int bits = Integer.numberOfTrailingZeros(pageSize);
        assertReads(
                pages(new StreamBuilder().header().configuration(new Configuration.TargetPageBits(bits)), pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -4096, 0, 1, 4095, 1 << 30})
    void invalidPageSizeInVmDesc_isIgnored(int claimed) throws IOException {
        StreamBuilder stream = pages(new StreamBuilder().header(), 4096);
        SectionSizes absurd = new SectionSizes() {
            @Override
            public OptionalLong fullPayloadLength(SectionKey key) {
                return OptionalLong.empty();
            }

            @Override
            public OptionalInt pageSize() {
                return OptionalInt.of(claimed);
            }
        };
        assertEquals(stream.read(), ReadResult.of(InputVariant.FILE.open(stream.bytes()), absurd));
    }

    /** A block without a page size is between two blocks with one. */
    @Test
    void postcopyHugePageBlocks_havePageSize() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .command(Name.POSTCOPY_ADVISE, StreamBuilder.be64(2 * MIB | 4096, 4096))
                .start(1, "ram")
                .ramSize(5 * MIB)
                .put(at -> block(at, "huge", OptionalLong.of(2 * MIB), OptionalLong.empty()))
                .ramBlock("x", MIB)
                .put(at -> block(at, "last", OptionalLong.of(2 * MIB), OptionalLong.empty()))
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream());
    }

    @Test
    void ignoreSharedBlocks_haveGuestAddress() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("x-ignore-shared")))
                .start(1, "ram")
                .ramSize(4 * MIB)
                .put(at -> block(at, "low", OptionalLong.empty(), OptionalLong.of(0)))
                .put(at -> block(at, "high", OptionalLong.empty(), OptionalLong.of(1L << 32)))
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream());
    }

    private static RamBlock block(long at, String name, OptionalLong pageSize, OptionalLong address) {
        return new RamBlock(at, name, 2 * MIB, pageSize, address, null);
    }

    /** The offsets in a mapped-ram header are from the start of the file, which may be before the start of the stream. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4096, 3 * MIB})
    void mappedRam_isReadAtAnyStreamOffset(long streamOffset) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("mapped-ram")))
                .start(1, "ram")
                .ramSize(2 * MIB + 4096);
        MappedRamBlocks.add(stream, streamOffset, "pc.ram", 2 * MIB);
        MappedRamBlocks.add(stream, streamOffset, "rom", 4096);
        assertReads(stream.ramFlag(Flag.EOS).footer().endOfStream());
    }

    /** A file of QEMU 11.0 or newer: nothing follows the header of a shared block, wherever it is in the list. */
    @ParameterizedTest
    @ValueSource(longs = {0, 4096})
    void mappedRam_hasNoRegionsOfSharedBlocks(long streamOffset) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("x-ignore-shared", "mapped-ram")))
                .start(1, "ram")
                .ramSize(5 * MIB);
        MappedRamBlocks.addLeftOut(stream, "first", MIB, 0);
        MappedRamBlocks.add(stream, streamOffset, "mapped", MIB, OptionalLong.of(1L << 32));
        MappedRamBlocks.addLeftOut(stream, "second", MIB, MIB);
        MappedRamBlocks.addLeftOut(stream, "third", MIB, 2 * MIB);
        MappedRamBlocks.add(stream, streamOffset, "rom", MIB - 4096, OptionalLong.of(0));
        MappedRamBlocks.addLeftOut(stream, "last", 4096, 0);
        assertReads(stream.ramFlag(Flag.EOS).footer().endOfStream());
    }

    private static StreamBuilder pages(StreamBuilder stream, int pageSize) {
        return stream.ramStart(1, MIB)
                .continued(Kind.PART, 1)
                .ramPage(NORMAL, false, 0, page(pageSize))
                .ramPage(NORMAL, true, pageSize, page(pageSize))
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream();
    }

    private static byte[] page(int size) {
        byte[] page = new byte[size];
        Arrays.fill(page, (byte) 0x41);
        return page;
    }
}
