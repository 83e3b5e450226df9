// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.RamRecord.RamPage.Encoding.COMPRESSED;
import static org.migstream.stream.RamRecord.RamPage.Encoding.NORMAL;
import static org.migstream.stream.RamRecord.RamPage.Encoding.XBZRLE;
import static org.migstream.stream.RamRecord.RamPage.Encoding.ZERO;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.io.InputVariant;
import org.migstream.io.StreamException;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section.Kind;

/** Reads streams with {@link MigrationReader#skipPages}. The pages, and the fault, must be those of all elements. */
class SkippedPagesTest {
    private static final long ID = 1;
    private static final long BLOCK_LENGTH = 1 << 20;
    private static final int MAX_RECORDS = 60;

    @ParameterizedTest
    @EnumSource
    void randomStreams_haveSamePages(InputVariant variant) throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            assertSamePages(variant, randomStream(new Random(seed)), seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void truncatedStreams_haveSamePagesAndFault(InputVariant variant) throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            byte[] stream = randomStream(random);
            assertSamePages(variant, Arrays.copyOf(stream, random.nextInt(stream.length)), seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedStreams_haveSamePagesAndFault(InputVariant variant) throws IOException {
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            // Most bytes of a stream with small pages are in the heads of records.
            assertSamePages(variant, Mutant.of(randomStream(random), random), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096, 65536})
    void continuedPages_areSkippedAtOnce(int pageSize) throws IOException {
        StreamBuilder stream = start(pageSize).ramPage(NORMAL, false, 0, new byte[pageSize]);
        for (int i = 1; i < 9; i++) {
            stream.ramPage(NORMAL, true, (long) i * pageSize, new byte[pageSize]);
            stream.ramPage(ZERO, true, (long) (15 - i) * pageSize, (byte) 0);
        }
        byte[] bytes = stream.ramFlag(Flag.EOS).footer().endOfStream().bytes();
        assertEquals(16, Reading.skipping(InputVariant.PIPE.open(bytes), new Random(0), 1).skipped);
    }

    /** A page whose fill byte must be reported, a page of another block and a flag are elements. */
    @Test
    void otherRecords_areElements() throws IOException {
        byte[] bytes = start(1024)
                .ramPage(ZERO, false, 0, (byte) 0)
                .ramPage(ZERO, true, 1024, (byte) 1)
                .ramPage(XBZRLE, true, 2048, new byte[3])
                .ramPage(COMPRESSED, true, 3072, new byte[3])
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramPage(ZERO, false, 4096, (byte) 0)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
        assertEquals(0, Reading.skipping(InputVariant.PIPE.open(bytes), new Random(0), 1).skipped);
    }

    private static void assertSamePages(InputVariant variant, byte[] stream, int seed) throws IOException {
        Reading expected = Reading.ofElements(InputVariant.PIPE.open(stream));
        for (int rarity : new int[] {1, 4}) {
            Reading skipping = Reading.skipping(variant.open(stream), new Random(seed), rarity);
            assertEquals(expected.elements, skipping.elements, () -> "seed " + seed);
            assertEquals(expected.end, skipping.end, () -> "seed " + seed);
        }
    }

    /** Returns a stream up to the first page of a PART section. */
    private static StreamBuilder start(int pageSize) {
        return new StreamBuilder()
                .header()
                .configuration(new Configuration.TargetPageBits(Integer.numberOfTrailingZeros(pageSize)))
                .start(ID, "ram")
                .ramSize(2 * BLOCK_LENGTH)
                .ramBlock("pc.ram", BLOCK_LENGTH)
                .ramBlock("vga", BLOCK_LENGTH)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.PART, ID);
    }

    private static byte[] randomStream(Random random) {
        int pageSize = 1024 << random.nextInt(3);
        StreamBuilder stream = start(pageSize);
        String block = "";
        long address = 0;
        for (int left = random.nextInt(MAX_RECORDS); left > 0; left--) {
            String next = random.nextInt(12) == 0 ? "vga" : "pc.ram";
            boolean continued = next.equals(block) && random.nextInt(20) > 0;
            block = next;
            address = random.nextInt(4) == 0 ? random.nextInt(64) * 1024L : address + pageSize;
            address = random.nextInt(100) == 0 ? BLOCK_LENGTH << random.nextInt(44) : address;
            addRecord(stream, random, continued, block, address, pageSize);
        }
        return stream.ramFlag(Flag.EOS).footer().endOfStream().vmdesc("{}").bytes();
    }

    private static void addRecord(
            StreamBuilder stream, Random random, boolean continued, String block, long address, int pageSize) {
        switch (random.nextInt(12)) {
            case 0:
                stream.ramFlag(Flag.MULTIFD_FLUSH);
                page(stream, XBZRLE, continued, block, address, new byte[random.nextInt(5)]);
                break;
            case 1:
                stream.ramFlag(Flag.EOS).footer().continued(Kind.PART, ID);
                page(stream, COMPRESSED, continued, block, address, new byte[random.nextInt(5)]);
                break;
            case 2:
                page(stream, ZERO, continued, block, address, (byte) random.nextInt(2));
                break;
            case 3, 4:
                page(stream, NORMAL, continued, block, address, new byte[pageSize]);
                break;
            default:
                page(stream, ZERO, continued, block, address, (byte) 0);
        }
    }

    private static void page(
            StreamBuilder stream,
            RamPage.Encoding encoding,
            boolean continued,
            String block,
            long address,
            byte... body) {
        stream.put(at -> new RamPage(at, encoding, continued, block, address, body.length), body);
    }

    /** The elements of a stream and its end: the position, or the exception. A skipped page is in the list like others. */
    private static final class Reading {
        private final List<Element> elements = new ArrayList<>();
        private String end = "";
        private int skipped;

        static Reading ofElements(ByteSource source) throws IOException {
            return read(source, page -> false);
        }

        /** Reads a stream and skips the pages after one of {@code rarity} pages. */
        static Reading skipping(ByteSource source, Random random, int rarity) throws IOException {
            return read(source, page -> random.nextInt(rarity) == 0);
        }

        private static Reading read(ByteSource source, Predicate<RamPage> skipsAfter) throws IOException {
            Reading reading = new Reading();
            try (source) {
                MigrationReader reader = MigrationReader.of(source, SectionSizes.NONE);
                for (Element element; (element = reader.next()) != null; ) {
                    reading.elements.add(element);
                    if (element instanceof RamPage page && skipsAfter.test(page)) {
                        reader.skipPages((encoding, address, length) -> reading.addSkipped(encoding, address, length));
                    }
                }
                reading.end = "end at " + reader.position();
            } catch (StreamException e) {
                reading.end = e.code() + " at " + e.offset() + ": " + e.getMessage();
            }
            return reading;
        }

        private void addSkipped(RamPage.Encoding encoding, long address, int bodyLength) {
            RamPage last = (RamPage) elements.get(elements.size() - 1);
            elements.add(new RamPage(last.end(), encoding, true, last.block(), address, bodyLength));
            skipped++;
        }
    }
}
