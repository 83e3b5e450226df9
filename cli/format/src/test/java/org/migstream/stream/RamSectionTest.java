// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.HandMadeStreamTest.assertReads;
import static org.migstream.stream.RamPage.Encoding.COMPRESSED;
import static org.migstream.stream.RamPage.Encoding.NORMAL;
import static org.migstream.stream.RamPage.Encoding.XBZRLE;
import static org.migstream.stream.RamPage.Encoding.ZERO;

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
import org.migstream.stream.Section.Kind;

/** The ram section beyond what the captures have. */
class RamSectionTest {
    private static final long MIB = 1 << 20;

    @Test
    void everyKindOfPageAndABlockThatIsKeptAcrossSections() throws IOException {
        byte[] page = page(4096);
        assertReads(new StreamBuilder()
                .header()
                .ram(1, MIB)
                .more(Kind.PART, 1)
                .page(NORMAL, false, 0, page)
                .page(ZERO, true, 4096, (byte) 0)
                .mark(Flag.MULTIFD_FLUSH)
                .page(XBZRLE, true, 0, new byte[5])
                .page(COMPRESSED, true, 8192, new byte[77])
                .mark(Flag.EOS)
                .footer()
                .more(Kind.END, 1)
                .page(NORMAL, true, MIB - 4096, page)
                .page(ZERO, false, 0, (byte) 0)
                .mark(Flag.EOS)
                .footer()
                .eof());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 4096, 8192, 16384, 65536})
    void theFirstPageTellsHowLongPagesAre(int pageSize) throws IOException {
        assertReads(pages(new StreamBuilder().header(), pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 8192, 65536})
    void theConfigurationTellsHowLongPagesAre(int pageSize) throws IOException {
        int bits = Integer.numberOfTrailingZeros(pageSize);
        assertReads(
                pages(new StreamBuilder().header().configuration(new Configuration.TargetPageBits(bits)), pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -4096, 0, 1, 4095, 1 << 30})
    void aDescriptionWithAnAbsurdPageSizeIsNotBelieved(int claimed) throws IOException {
        StreamBuilder stream = pages(new StreamBuilder().header(), 4096);
        Foreknowledge absurd = new Foreknowledge() {
            @Override
            public OptionalLong fullPayloadLength(SectionKey key) {
                return OptionalLong.empty();
            }

            @Override
            public OptionalInt pageSize() {
                return OptionalInt.of(claimed);
            }
        };
        assertEquals(stream.reading(), Reading.of(InputVariant.FILE.open(stream.bytes()), absurd));
    }

    /** Two blocks of huge pages, which tell their size, before and behind one that does not. */
    @Test
    void withPostcopyBlocksOfHugePagesTellTheirSize() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .command(Name.POSTCOPY_ADVISE, StreamBuilder.be64(2 * MIB | 4096, 4096))
                .start(1, "ram")
                .ramSize(5 * MIB)
                .put(at -> block(at, "huge", OptionalLong.of(2 * MIB), OptionalLong.empty()))
                .block("x", MIB)
                .put(at -> block(at, "behind", OptionalLong.of(2 * MIB), OptionalLong.empty()))
                .mark(Flag.EOS)
                .footer()
                .eof());
    }

    @Test
    void sharedMemoryTellsItsAddress() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("x-ignore-shared")))
                .start(1, "ram")
                .ramSize(4 * MIB)
                .put(at -> block(at, "low", OptionalLong.empty(), OptionalLong.of(0)))
                .put(at -> block(at, "high", OptionalLong.empty(), OptionalLong.of(1L << 32)))
                .mark(Flag.EOS)
                .footer()
                .eof());
    }

    private static RamBlock block(long at, String name, OptionalLong pageSize, OptionalLong address) {
        return new RamBlock(at, name, 2 * MIB, pageSize, address, null);
    }

    /** The offsets in a mapped-ram header count from the start of the file, where other bytes may come first. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4096, 3 * MIB})
    void mappedPagesAreFoundWhereverTheStreamBegins(long inFront) throws IOException {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("mapped-ram")))
                .start(1, "ram")
                .ramSize(2 * MIB + 4096);
        MappedBlocks.add(stream, inFront, "pc.ram", 2 * MIB);
        MappedBlocks.add(stream, inFront, "rom", 4096);
        assertReads(stream.mark(Flag.EOS).footer().eof());
    }

    private static StreamBuilder pages(StreamBuilder stream, int pageSize) {
        return stream.ram(1, MIB)
                .more(Kind.PART, 1)
                .page(NORMAL, false, 0, page(pageSize))
                .page(NORMAL, true, pageSize, page(pageSize))
                .mark(Flag.EOS)
                .footer()
                .eof();
    }

    private static byte[] page(int size) {
        byte[] page = new byte[size];
        Arrays.fill(page, (byte) 0x41);
        return page;
    }
}
