// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;

/** Inspects streams of migrations that leave a part of the VM out of the stream: postcopy, COLO, CPR, shared memory. */
class MigrationModeTest {
    private static final InspectRequest STRICT = InspectionResult.request(false, false, true, null);
    private static final String MODES = "modes/q11.1.3-";

    private static InspectionResult capture(InspectRequest request, String name) throws IOException {
        return InspectionResult.of(request, Captures.bytes(MODES + name));
    }

    private static InspectionResult inspect(StreamBuilder stream) throws IOException {
        return InspectionResult.of(InspectionResult.PLAIN, stream.bytes());
    }

    private static StreamBuilder start(String... capabilities) {
        return new StreamBuilder().header().configuration(new Configuration.Capabilities(List.of(capabilities)));
    }

    private static String message(InspectionResult result, String code) {
        return (String) result.finding(code).get("message");
    }

    private static Map<String, Object> block(InspectionResult result, String name) {
        Map<String, Object> ram = InspectionResult.object(result.json().get("ram"));
        return ((List<?>) ram.get("blocks"))
                .stream()
                        .map(InspectionResult::object)
                        .filter(block -> name.equals(block.get("name")))
                        .findFirst()
                        .orElseThrow();
    }

    /** A stream with postcopy never has a vmdescription, so its absence is not reported, even if warnings are errors. */
    @Test
    void postcopy_isNamed_andIsWithoutWarning() throws IOException {
        InspectionResult result = capture(STRICT, "postcopy.chan0");
        assertTrue(result.verdict().endsWith("complete, no errors found"), result.verdict());
        assertEquals("INFO", result.finding("stream.postcopy").get("severity"));
        assertEquals("INFO", result.finding("stream.scanned").get("severity"));
        assertFalse(
                result.codes().contains("stream.no-description"), result.codes().toString());
    }

    /** Without POSTCOPY_RUN the guest never ran on the destination: the missing vmdescription is still reported. */
    @Test
    void postcopyThatDidNotStart_isReportedLikePrecopy() throws IOException {
        InspectionResult result =
                inspect(start().command(Command.Name.POSTCOPY_ADVISE).endOfStream());
        assertEquals(List.of("stream.no-description"), result.codes());
    }

    @Test
    void enableColo_isWarning() throws IOException {
        InspectionResult result =
                inspect(start().command(Command.Name.ENABLE_COLO).endOfStream().vmdesc("{}"));
        assertEquals("WARNING", result.finding("stream.colo").get("severity"));
        assertTrue(message(result, "stream.colo").contains("MIG_CMD 0x8 deprecated"), result.text());
    }

    @Test
    void deviceThatCprHandsOver_isReported() throws IOException {
        InspectionResult result = inspect(start().full(3, "0000:00:02.0/vfio-cpr-pci")
                .opaqueBytes(new byte[300])
                .footer()
                .endOfStream());
        Map<String, Object> finding = result.finding("stream.cpr-device");
        assertEquals("WARNING", finding.get("severity"));
        assertEquals("0000:00:02.0/vfio-cpr-pci", finding.get("section"));
        assertTrue(
                result.text().contains("none, and 1 handed over by CPR without a state in the stream"), result.text());
        assertTrue(result.text().contains("QEMU 10.1 or newer"), result.text());
    }

    @Test
    void sharedMemory_isNamed() throws IOException {
        for (String name : List.of("ignore-shared.qevm", "mapped-ignore-shared.qevm", "cpr-reboot.qevm")) {
            InspectionResult result = capture(InspectionResult.PLAIN, name);
            assertEquals(List.of("stream.scanned", "ram.left-out"), result.codes());
            String block = name.startsWith("cpr") ? "m" : "mem";
            assertTrue(message(result, "ram.left-out").contains("RAM block \"" + block + "\""), result.text());
            assertEquals(true, block(result, block).get("leftOut"));
            assertFalse(block(result, "pc.bios").containsKey("leftOut"));
        }
        assertTrue(capture(InspectionResult.PLAIN, "mapped-ignore-shared.qevm")
                .text()
                .contains("only QEMU 11.0 and later load it"));
    }

    /** Several shared blocks, between blocks with pages, in a stream of records. */
    @Test
    void severalSharedBlocks_areListed() throws IOException {
        StreamBuilder stream = sharedBlocks()
                .continued(Kind.END, 1)
                .ramPage(Encoding.NORMAL, false, 0, new byte[4096])
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream();
        InspectionResult result = inspect(stream);
        assertTrue(message(result, "ram.left-out").contains("RAM blocks \"a\", \"b\" (16.0 KiB"), result.text());
    }

    private static StreamBuilder sharedBlocks() {
        return start("x-ignore-shared")
                .start(1, "ram")
                .ramSize(5 * 4096)
                .put(at -> block(at, "a", 2 * 4096))
                .put(at -> block(at, "pc.ram", 4096))
                .put(at -> block(at, "b", 2 * 4096))
                .ramFlag(Flag.EOS)
                .footer();
    }

    private static RamBlock block(long at, String name, long length) {
        return new RamBlock(at, name, length, OptionalLong.empty(), OptionalLong.of(0), null);
    }

    /** Pages can still follow, or can be on channels: then no block is known to be left out. */
    @Test
    void sharedBlocks_areUnknownBeforeTheEndOfRam_andWithMultifd() throws IOException {
        assertFalse(inspect(sharedBlocks()).codes().contains("ram.left-out"));
        InspectionResult multifd = inspect(sharedBlocks()
                .continued(Kind.END, 1)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramPage(Encoding.NORMAL, false, 0, new byte[4096])
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream());
        assertFalse(multifd.codes().contains("ram.left-out"), multifd.text());
    }

    /** The modes cpr-transfer and cpr-exec send no page at all, without any capability in the stream. */
    @Test
    void memoryWithoutAnyPage_isReported() throws IOException {
        StreamBuilder stream = start().ramStart(1, 8192)
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer();
        assertTrue(
                message(inspect(stream), "ram.left-out").contains("cpr-transfer and cpr-exec"),
                inspect(stream).text());
        assertEquals("WARNING", inspect(stream).finding("ram.left-out").get("severity"));
        InspectionResult cpr = capture(InspectionResult.PLAIN, "cpr-transfer.qevm");
        assertEquals(List.of("stream.scanned", "ram.left-out"), cpr.codes());
        stream.full(3, "iommufd").footer().endOfStream();
        assertTrue(message(inspect(stream), "ram.left-out").startsWith("the stream has no page of guest memory: CPR"));
        assertEquals("INFO", inspect(stream).finding("ram.left-out").get("severity"));
    }
}
