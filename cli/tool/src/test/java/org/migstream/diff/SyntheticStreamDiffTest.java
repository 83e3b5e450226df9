// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Compares synthetic streams that differ in one value. */
class SyntheticStreamDiffTest {
    private static final String DEVICE = "0000:00:01.0/vfio";

    private static byte[] stream(Consumer<StreamBuilder> content) {
        StreamBuilder stream = new StreamBuilder().header().configuration();
        content.accept(stream);
        return stream.endOfStream().bytes();
    }

    private static byte[] memory(Consumer<StreamBuilder> pages) {
        return stream(stream -> {
            stream.ramStart(1, 1 << 20).continued(Kind.PART, 1);
            pages.accept(stream);
            stream.ramFlag(Flag.EOS).footer();
        });
    }

    private static byte[] filled(int value) {
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) value);
        return page;
    }

    @Test
    void repeatedPage_lastCopyIsCompared() throws IOException {
        byte[] once = memory(s -> s.ramPage(Encoding.NORMAL, false, 0x3000, filled(7)));
        byte[] twice = memory(s ->
                s.ramPage(Encoding.NORMAL, false, 0x3000, filled(8)).ramPage(Encoding.NORMAL, true, 0x3000, filled(7)));
        byte[] delta = memory(s -> s.ramPage(Encoding.NORMAL, false, 0x3000, filled(8))
                // Delta: no unchanged bytes, three new bytes, the rest unchanged.
                .ramPage(Encoding.XBZRLE, true, 0x3000, new byte[] {0, 3, 7, 7, 7}));
        assertTrue(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), once, twice).isSame());
        Difference difference = onlyDifference(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), twice, delta));
        assertEquals("1 page differs, at 0x3000", difference.note());
        assertEquals(IgnoreCategory.RAM, difference.ignoreCategory());
    }

    @Test
    void zeroPage_isSameInEveryEncoding() throws IOException {
        byte[] sent = memory(s -> s.ramPage(Encoding.NORMAL, false, 0x3000, filled(0)));
        byte[] zero = memory(s -> s.ramPage(Encoding.ZERO, false, 0x3000, (byte) 0));
        byte[] absent = memory(s -> {});
        assertTrue(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), sent, zero).isSame());
        assertTrue(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), zero, absent).isSame());
    }

    private static byte[] device(byte[] config, byte[]... data) {
        return stream(s -> {
            s.vfioSetup(7, DEVICE).continued(Kind.END, 7);
            for (byte[] record : data) {
                s.vfioData(record);
            }
            s.vfioTag(Tag.END_OF_STATE).footer().full(7, DEVICE);
            s.vfioConfig(VfioConfigSamples.layout(4096, 9, true), config).footer();
        });
    }

    @Test
    void dataRecordBoundaries_areTransportOnly() throws IOException {
        byte[] config = VfioConfigSamples.body(4096, 9, true);
        byte[] oneRecord = device(config, new byte[96]);
        byte[] twoRecords = device(config, new byte[40], new byte[56]);
        DiffResult diff = DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), oneRecord, twoRecords);
        assertTrue(diff.isSame());
        assertEquals(Map.of("transport", 1L), diff.ignored());
    }

    @Test
    void anyChangedConfigByte_isReported() throws IOException {
        byte[] config = VfioConfigSamples.body(4096, 9, true);
        byte[] one = device(config, new byte[96]);
        for (int at = 4; at < config.length; at += at < 4096 ? 97 : 3) {
            byte[] changed = config.clone();
            changed[at] ^= 1;
            DiffResult diff = DiffResult.of(one, device(changed, new byte[96]));
            boolean found = !diff.isSame() || diff.outcome() != ReadOutcome.COMPLETE;
            assertTrue(found, "at " + at);
        }
    }

    @Test
    void sectionsAndOrder_areCompared() throws IOException {
        byte[] one = stream(s -> s.full(2, "first")
                .opaqueBytes((byte) 1)
                .footer()
                .full(3, "second")
                .opaqueBytes((byte) 2)
                .footer());
        byte[] swapped = stream(s -> s.full(3, "second")
                .opaqueBytes((byte) 2)
                .footer()
                .full(2, "first")
                .opaqueBytes((byte) 1)
                .footer());
        byte[] changed = stream(s -> s.full(2, "first")
                .opaqueBytes((byte) 1)
                .footer()
                .full(3, "second")
                .opaqueBytes((byte) 3)
                .footer());
        byte[] fewer = stream(s -> s.full(2, "first").opaqueBytes((byte) 1).footer());
        assertEquals(
                DifferenceArea.ORDER,
                onlyDifference(DiffResult.of(one, swapped)).area());
        Difference bytes = onlyDifference(DiffResult.of(one, changed));
        assertEquals(List.of("02", "03"), List.of(bytes.a(), bytes.b()));
        assertEquals("version 1", onlyDifference(DiffResult.of(one, fewer)).a());
    }

    @Test
    void machineTypeAndUuid_areCompared() throws IOException {
        byte[] one = new StreamBuilder().header().configuration().endOfStream().bytes();
        byte[] machine =
                new StreamBuilder().header().configuration("virt").endOfStream().bytes();
        byte[] uuid = new StreamBuilder()
                .header()
                .configuration(new Configuration.VmUuid(new UUID(1, 2)))
                .endOfStream()
                .bytes();
        assertEquals(
                "virt",
                onlyDifference(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), one, machine))
                        .b());
        assertEquals(
                new UUID(1, 2).toString(),
                onlyDifference(DiffResult.of(one, uuid)).b());
    }

    /**
     * Capabilities that only change how the stream was sent are ignored; a capability that leaves out shared memory
     * counts.
     */
    @Test
    void transportCapabilities_areIgnoredAsTransport() throws IOException {
        byte[] none = capabilities("x-ignore-shared");
        byte[] mapped = capabilities("x-ignore-shared", "mapped-ram", "multifd");
        assertTrue(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), none, mapped).isSame());
        Difference transport = onlyDifference(DiffResult.of(none, mapped));
        assertEquals(IgnoreCategory.TRANSPORT, transport.ignoreCategory());
        assertEquals("mapped-ram, multifd", transport.b());
        Difference shared =
                onlyDifference(DiffResult.of(Set.of(IgnoreCategory.TRANSPORT), capabilities("mapped-ram"), mapped));
        assertEquals("x-ignore-shared", shared.b());
        assertEquals(DifferenceArea.MACHINE, shared.area());
    }

    /** The byte 1 starts a descriptor with the name "x" and the id 0; 27 and 28 are its numbers. */
    @Test
    void cprStates_areCompared() throws IOException {
        byte[] one = HexFormat.of().parseHex("5143505200000001" + "01000000027800" + "00000000" + "0000001b" + "00");
        byte[] other = one.clone();
        other[other.length - 2] = 28;
        Difference number = onlyDifference(DiffResult.of(one, other));
        assertEquals(DifferenceArea.CPR, number.area());
        assertEquals("descriptor \"x\", id 0", number.name());
        assertEquals("descriptor 27", number.a());
        assertEquals("descriptor 28", number.b());
        assertTrue(DiffResult.of(one, one.clone()).isSame());
    }

    /** A summary lists only some names, but all are compared. */
    @Test
    void cprStates_areComparedToTheEnd() throws IOException {
        String head = "5143505200000001";
        String descriptors = "0100000002780000000000" + "0000001b";
        String last = "0100000002780000000001" + "0000001b";
        byte[] one = HexFormat.of().parseHex(head + descriptors.repeat(100) + last + "00");
        byte[] other = HexFormat.of().parseHex(head + descriptors.repeat(100) + last.replace("78", "79") + "00");
        assertEquals(
                List.of("CPR null descriptor \"x\", id 1", "CPR null descriptor \"y\", id 1"),
                DiffResult.of(one, other).names());
    }

    /** Shared memory that a source left out is not compared as zero pages. */
    @Test
    void sharedMemoryThatIsLeftOut_isNotCompared() throws IOException {
        byte[] shared = Captures.bytes("modes/q11.1.3-ignore-shared.qevm");
        byte[] mapped = Captures.bytes("modes/q11.1.3-mapped-ignore-shared.qevm");
        DiffResult result = DiffResult.of(shared, mapped);
        assertTrue(
                result.names().stream().noneMatch(name -> name.contains("content of mem")),
                result.names().toString());
        assertEquals(List.of(), result.notCompared());
        byte[] full = memory(false);
        assertEquals(1, DiffResult.of(memory(true), full).notCompared().size());
        assertEquals(1, DiffResult.of(full, memory(true)).notCompared().size());
    }

    /** Returns a stream with a block "shared", whose only page is sent or left out, and another block. */
    private static byte[] memory(boolean leftOut) {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("x-ignore-shared")))
                .start(1, "ram")
                .ramSize(8192)
                .put(at -> new RamBlock(at, "shared", 4096, OptionalLong.empty(), OptionalLong.of(0), null))
                .put(at -> new RamBlock(at, "pc.ram", 4096, OptionalLong.empty(), OptionalLong.of(0), null))
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 1)
                .ramPage(Encoding.NORMAL, false, 0, new byte[4096]);
        if (!leftOut) {
            stream.put(at -> new RamPage(at, Encoding.NORMAL, false, "shared", 0, 4096), new byte[4096]);
        }
        return stream.ramFlag(Flag.EOS).footer().endOfStream().bytes();
    }

    private static byte[] capabilities(String... names) {
        return new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of(names)))
                .endOfStream()
                .bytes();
    }

    private static Difference onlyDifference(DiffResult diff) {
        assertEquals(1, diff.differences().size(), diff.differences().toString());
        return diff.differences().get(0);
    }
}
