// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.device.DeviceDataStore;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.stream.Captures;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/** Checks streams that QEMU may load without an error, although a part of the machine is missing. */
class SoundnessTest {
    private static final String POSTCOPY = "modes/q11.1.3-postcopy.chan0";
    private static final int PAGE = 4096;
    private static Plugins plugins;

    @BeforeAll
    static void load() {
        plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
    }

    @AfterAll
    static void close() throws IOException {
        plugins.close();
    }

    private static CheckReport check(byte[] bytes) throws IOException {
        try (Input input = Input.ofPipe("input", new ByteArrayInputStream(bytes), OutputLimit.NONE)) {
            return StreamChecker.check(
                    input,
                    List.of(),
                    new CheckRequest(
                            List.of(), new DecoderChoice(plugins, null, Map.of()), DeviceDataStore.DEFAULT_LIMIT));
        }
    }

    private static void assertSound(byte[] stream) throws IOException {
        CheckReport report = check(stream);
        assertEquals(Compatibility.COMPATIBLE, report.verdict(), report.toString());
    }

    private static void assertUnknown(String code, byte[] stream) throws IOException {
        CheckReport report = check(stream);
        assertEquals(Compatibility.UNKNOWN, report.verdict(), report.toString());
        assertTrue(hasCode(report, code), report.toString());
    }

    private static boolean hasCode(CheckReport report, String code) {
        return report.reasons().stream()
                .anyMatch(reason -> reason.finding().code().equals(code));
    }

    private static StreamBuilder start(String... capabilities) {
        return new StreamBuilder().header().configuration(new Configuration.Capabilities(List.of(capabilities)));
    }

    private static StreamBuilder end(StreamBuilder ram) {
        return ram.ramFlag(Flag.EOS).footer().endOfStream().vmdesc("{}");
    }

    private static StreamBuilder twoPages() {
        return start().ramStart(1, 2 * PAGE).continued(Kind.END, 1);
    }

    private static StreamBuilder page(StreamBuilder ram, boolean continued, long address) {
        return ram.ramPage(Encoding.NORMAL, continued, address, new byte[PAGE]);
    }

    @Test
    void streamWithoutPages_isUnknown() throws IOException {
        assertUnknown("ram.left-out", end(twoPages()).bytes());
        assertUnknown("ram.left-out", Captures.bytes("modes/q11.1.3-cpr-transfer.qevm"));
    }

    /** The stream shows why it has no page. */
    @Test
    void memoryThatWasLeftOut_isSound() throws IOException {
        StreamBuilder shared = start("x-ignore-shared")
                .start(1, "ram")
                .ramSize(PAGE)
                .put(at -> new RamBlock(at, "m", PAGE, OptionalLong.empty(), OptionalLong.of(0), null))
                .ramFlag(Flag.EOS)
                .footer();
        assertSound(end(shared.continued(Kind.END, 1)).bytes());
        assertSound(Captures.bytes("modes/q11.1.3-ignore-shared.qevm"));
        assertSound(Captures.bytes("modes/q11.1.3-mapped-ignore-shared.qevm"));
        assertSound(Captures.bytes("modes/q11.1.3-cpr-reboot.qevm"));
    }

    @Test
    void missingPage_isUnknown() throws IOException {
        assertSound(end(page(page(twoPages(), false, 0), true, PAGE)).bytes());
        assertUnknown("ram.missing-pages", end(page(twoPages(), false, PAGE)).bytes());
        // The same page twice is not the other page.
        assertUnknown(
                "ram.missing-pages",
                end(page(page(twoPages(), false, 0), true, 0)).bytes());
    }

    /** More pages than are counted; in precopy, nothing is known to be missing. */
    @Test
    void hugeMemory_isUnknownInPostcopy() throws IOException {
        StreamBuilder huge = start().command(Command.Name.POSTCOPY_ADVISE).ramStart(1, 1L << 50);
        assertUnknown("ram.missing-pages", endPostcopy(page(huge.continued(Kind.PART, 1), false, 0)));
    }

    /** The pages are not sent again, or the range is not valid. */
    @ParameterizedTest
    @CsvSource({"0, 4096", "4096, 4096", "0, 8192", "262144, 4096000", "-1, 1", "0, 9223372036854775807"})
    void discardedPages_areMissing(long start, long length) throws IOException {
        StreamBuilder stream = sentBeforePostcopy();
        stream.command(Command.Name.POSTCOPY_RAM_DISCARD, discard(start, length));
        assertUnknown("ram.missing-pages", endPostcopy(stream.continued(Kind.PART, 1)));
    }

    /** A page that was discarded and sent again is there. The capture is a real migration over one connection. */
    @Test
    void postcopy_withAllPages_isSound() throws IOException {
        StreamBuilder stream = sentBeforePostcopy();
        stream.command(Command.Name.POSTCOPY_RAM_DISCARD, discard(0, PAGE));
        assertSound(endPostcopy(page(stream.continued(Kind.PART, 1), false, 0)));
        assertSound(Captures.bytes(POSTCOPY));
    }

    /** Sections that each machine writes are missing; with a vmdescription, the missing ones are known anyway. */
    @Test
    void streamTruncatedBetweenSections_isUnknown() throws IOException {
        StreamBuilder cut =
                page(page(twoPages(), false, 0), true, PAGE).ramFlag(Flag.EOS).footer();
        assertUnknown("stream.machine-sections", cut.endOfStream().bytes());
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        assertSound(capture);
        int end = new String(capture, StandardCharsets.ISO_8859_1).lastIndexOf("\0\6") + 1;
        assertUnknown("stream.no-description", Arrays.copyOf(capture, end));
    }

    @Test
    void repeatedFullSection_isUnsound() throws IOException {
        StreamBuilder stream =
                page(page(twoPages(), false, 0), true, PAGE).ramFlag(Flag.EOS).footer();
        for (int i = 0; i < 2; i++) {
            stream.full(4, "cpu").opaqueBytes(new byte[24]).footer();
        }
        assertUnsound("stream.repeated-section", stream.endOfStream().bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zunning", "runninh", "running2", "Running"})
    void unknownRunState_isUnsound(String state) throws IOException {
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        String text = new String(capture, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("running", text.indexOf("globalstate"));
        byte[] name = state.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, capture, at, name.length);
        assertUnsound("stream.run-state", capture);
    }

    /** A device that lost its bytes, as with a hole in a file. QEMU fails with: Bad config data. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0xff})
    void pciConfigurationWithoutDevice_isUnknown(int filler) throws IOException {
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        String text = new String(capture, StandardCharsets.ISO_8859_1);
        // be32 instance id, be32 version id of the section, be32 version of the PCIDevice
        int config = text.indexOf("/mch") + 4 + 3 * Integer.BYTES;
        assertEquals("\206\200", text.substring(config, config + 2));
        Arrays.fill(capture, config, config + 256, (byte) filler);
        assertUnknown("vmstate.no-pci-device", capture);
    }

    /** Only the first bus must have interrupts: that of a bridge has none. */
    @Test
    void firstPciBusWithoutInterrupts_isUnknown() throws IOException {
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        String text = new String(capture, StandardCharsets.ISO_8859_1);
        // be32 instance id, be32 version id of the section
        int count = text.indexOf("\6PCIBUS") + 7 + 2 * Integer.BYTES;
        assertEquals(8, ByteBuffer.wrap(capture).getInt(count));
        Arrays.fill(capture, count, count + 36, (byte) 0);
        assertUnknown("vmstate.no-pci-interrupts", capture);
    }

    /** Values of a PCIDevice that QEMU refuses in each machine: the version, and the level of INTA. */
    @ParameterizedTest
    @CsvSource({"-4, 3", "-4, -1", "256, 2", "268, -1"})
    void refusedValueOfPciDevice_isUnsound(int distance, int value) throws IOException {
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        String text = new String(capture, StandardCharsets.ISO_8859_1);
        // be32 instance id, be32 version id of the section, be32 version of the PCIDevice
        int config = text.indexOf("/mch") + 4 + 3 * Integer.BYTES;
        ByteBuffer.wrap(capture).putInt(config + distance, value);
        assertUnsound("vmstate.refused-value", capture);
    }

    /** QEMU reads the identify data of a drive only if the flag before them is set. */
    @Test
    void flagOfAbsentField_isUnsound() throws IOException {
        byte[] capture = Captures.bytes("q35-two-uarts.qevm");
        List<Long> flags = new ArrayList<>();
        VmStateSink finder = new VmStateSink() {
            @Override
            public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) {
                if (field.name().equals("identify_set")) {
                    flags.add(offset);
                }
            }
        };
        new StreamWithVmDescription(capture).decode(finder, 0);
        ByteBuffer.wrap(capture).putInt(flags.get(0).intValue(), 0x80);
        assertUnsound("vmstate.field-presence", capture);
    }

    @Test
    void pageSizeOfOneMappedBlock_isUnsound() throws IOException {
        byte[] capture = Captures.bytes("q35-mapped-ram.qevm");
        assertSound(capture);
        int block = new String(capture, StandardCharsets.ISO_8859_1).indexOf("pc.ram");
        ByteBuffer header = ByteBuffer.wrap(capture, block + 6 + Long.BYTES, 12);
        assertEquals(1, header.getInt());
        assertEquals(PAGE, header.getLong(header.position()));
        header.putLong(2 * PAGE);
        assertUnsound("ram.mapped-page-size", capture);
    }

    /** A vmdescription that migstream does not read can be faultless. */
    @Test
    void limitOfTheVmDescription_isUnknown() throws IOException {
        String name = "n".repeat(300);
        byte[] stream = page(page(twoPages(), false, 0), true, PAGE)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .vmdesc("{\"devices\": [{\"name\": \"" + name + "\", \"instance_id\": 0, \"size\": 1}]}")
                .bytes();
        assertUnknown("vmstate.limit", stream);
        assertEquals(ReadOutcome.UNSUPPORTED, check(stream).outcome());
    }

    private static void assertUnsound(String code, byte[] stream) throws IOException {
        CheckReport report = check(stream);
        assertEquals(Compatibility.INCOMPATIBLE, report.verdict(), report.toString());
        assertTrue(hasCode(report, code), report.toString());
    }

    private static StreamBuilder sentBeforePostcopy() {
        StreamBuilder advised = start().command(Command.Name.POSTCOPY_ADVISE).ramStart(1, 2 * PAGE);
        return page(page(advised.continued(Kind.PART, 1), false, 0), true, PAGE)
                .ramFlag(Flag.EOS)
                .footer();
    }

    private static byte[] discard(long start, long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeByte(6);
        out.writeBytes("pc.ram");
        out.writeByte(0);
        out.writeLong(start);
        out.writeLong(length);
        return bytes.toByteArray();
    }

    private static byte[] endPostcopy(StreamBuilder ram) {
        return ram.ramFlag(Flag.EOS)
                .footer()
                .packaged(content -> content.command(Command.Name.POSTCOPY_LISTEN)
                        .full(3, "timer")
                        .opaqueBytes(new byte[24])
                        .footer()
                        .full(4, "cpu")
                        .opaqueBytes(new byte[24])
                        .footer()
                        .command(Command.Name.POSTCOPY_RUN))
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
    }
}
