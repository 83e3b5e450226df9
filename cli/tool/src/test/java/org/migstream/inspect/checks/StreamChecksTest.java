// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.ChannelRecordingBuilder;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Command;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.RawStreamBuilder;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioConfigSamples;
import org.migstream.stream.VfioRecord.Tag;

/** Inspects streams with intact framing that are incomplete or inconsistent. */
class StreamChecksTest {
    private static final String DEVICE = "0000:00:01.0/vfio";
    private static final InspectRequest STRICT = InspectionResult.request(false, false, true, null);

    @Test
    void missingVmDesc_isWarning_andErrorWhenStrict() throws IOException {
        byte[] stream = start().endOfStream().bytes();
        Map<String, Object> finding = inspect(stream).finding("stream.no-description");
        assertEquals("WARNING", finding.get("severity"));
        assertEquals((long) stream.length, finding.get("offset"));
        InspectionResult strict = InspectionResult.of(STRICT, stream);
        assertEquals("ERROR", strict.finding("stream.no-description").get("severity"));
        assertEquals(ReadOutcome.COMPLETE, strict.outcome());
        assertTrue(strict.verdict().startsWith("main: UNSOUND: at 0x19 (25): no vmdescription"), strict.verdict());
    }

    @Test
    void bytesAfterVmDesc_areReported() throws IOException {
        byte[] whole = start().endOfStream().vmdesc("{}").bytes();
        assertEquals(List.of(), inspect(whole).codes());
        byte[] more = Arrays.copyOf(whole, whole.length + 5);
        assertEquals(
                (long) whole.length,
                inspect(more).finding("stream.trailing-bytes").get("offset"));
    }

    @Test
    void missingVfioConfig_isError() throws IOException {
        byte[] stream = start().vfioSetup(7, DEVICE).endOfStream().vmdesc("{}").bytes();
        Map<String, Object> finding = inspect(stream).finding("vfio.no-config");
        assertEquals("ERROR", finding.get("severity"));
        assertEquals(DEVICE, finding.get("section"));
        byte[] cut = Arrays.copyOf(stream, stream.length - 8);
        assertEquals(ReadOutcome.DAMAGED, inspect(cut).outcome());
        assertEquals(List.of("stream.truncated"), inspect(cut).codes());
    }

    @Test
    void missingChannelInputs_areReported() throws IOException {
        byte[] stream = start().ramStart(1, 4096)
                .continued(Kind.PART, 1)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramFlag(Flag.EOS)
                .footer()
                .vfioSetup(7, DEVICE)
                .full(7, DEVICE)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        List<Map<String, Object>> findings = inspect(stream).list("findings").stream()
                .filter(finding -> finding.get("code").equals("multifd.channels-needed"))
                .toList();
        assertEquals(1, findings.size(), "one cause, one finding");
        assertEquals("ERROR", findings.get(0).get("severity"));
        assertTrue(
                findings.get(0)
                        .get("message")
                        .toString()
                        .startsWith("all multifd channels are missing, and with them guest memory and the state of "
                                + DEVICE),
                findings.toString());
        assertTrue(
                inspect(stream).verdict().contains("INCOMPLETE: "),
                inspect(stream).verdict());
        List<String> given = InspectionResult.of(
                        InspectionResult.PLAIN,
                        stream,
                        new ChannelRecordingBuilder(0).pages(0).config(0).bytes())
                .codes();
        assertTrue(!given.contains("multifd.channels-needed"), given.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 4096})
    void configSpaceFinding_hasStreamOffset(int spaceBytes) throws IOException {
        StreamBuilder stream = start().vfioSetup(7, DEVICE).full(7, DEVICE);
        long space = stream.bytes().length + 8 + 4;
        stream.vfioConfig(VfioConfigSamples.layout(spaceBytes, 0, false), VfioConfigSamples.body(spaceBytes, 0, false))
                .footer()
                .endOfStream();
        Map<String, Object> finding = inspect(stream.bytes()).finding("pci.vendor-id");
        assertEquals(space, finding.get("offset"));
        assertEquals(DEVICE, finding.get("section"));
    }

    /**
     * A configuration space of 4096 bytes contains the end of a section at the offset at which a configuration with 256
     * bytes ends.
     */
    @Test
    void ambiguousConfigLayout_isWarning() throws IOException {
        byte[] end = new StreamBuilder()
                .vfioTag(Tag.END_OF_STATE)
                .put(at -> new SectionFooter(at, 7, true))
                .full(7, DEVICE)
                .bytes();
        byte[] body =
                VfioConfigSamples.body(4096, 0, false, space -> System.arraycopy(end, 0, space, 256 + 16, end.length));
        byte[] stream = start().vfioSetup(7, DEVICE)
                .full(7, DEVICE)
                .vfioConfig(new VfioConfigLayout(body.length, 4096, 0, false, false), body)
                .footer()
                .endOfStream()
                .bytes();
        Map<String, Object> finding = inspect(stream).finding("vfio.config-ambiguous");
        assertEquals("WARNING", finding.get("severity"));
        String message = (String) finding.get("message");
        assertTrue(message.contains("256 bytes of configuration space and 0 MSI-X vectors"), message);
    }

    @Test
    void contradictoryDialect_isReported() throws IOException {
        byte[] stream = start().vfioSetup(7, DEVICE)
                .continued(Kind.END, 7)
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        InspectionResult inspection = inspect(stream);
        String message = (String) inspection.finding("stream.dialect").get("message");
        assertTrue(message.contains("machine type pc-q35-10.0: 10.0 or newer; "), message);
        assertTrue(inspection.text().contains("  written by     no known QEMU\n"));
        Map<String, Object> dialect = InspectionResult.object(inspection.json().get("dialect"));
        assertEquals(List.of("10.0", "5.2"), List.of(dialect.get("from"), dialect.get("to")));
    }

    @Test
    void requestedDeviceMissing_isReported() throws IOException {
        byte[] stream = start().vfioSetup(7, DEVICE)
                .vfioSetup(8, "vfio")
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        InspectRequest request = InspectionResult.request(false, false, false, "other");
        InspectionResult inspection = InspectionResult.of(request, stream);
        assertEquals(
                "the stream has no VFIO device \"other\"; it has " + DEVICE + ", vfio",
                inspection.finding("vfio.no-such-device").get("message"));
        assertEquals(List.of(), inspection.list("vfioDevices"));
        InspectionResult one = InspectionResult.of(InspectionResult.request(false, false, false, "vfio"), stream);
        assertEquals("vfio", one.list("vfioDevices").get(0).get("idstr"));
        assertEquals(1, one.list("vfioDevices").size());
        assertEquals("vfio", one.finding("vfio.no-config").get("section"));
    }

    @Test
    void unprintableMachine_isError() throws IOException {
        byte[] stream = new StreamBuilder()
                .header()
                .configuration("pc\u0001")
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals("ERROR", inspect(stream).finding("stream.machine").get("severity"));
    }

    @Test
    void unknownCommand_isError() throws IOException {
        StreamBuilder stream = start();
        long offset = stream.bytes().length;
        stream.raw(8, 0, 99, 0, 0).endOfStream().vmdesc("{}");
        assertEquals(
                offset,
                inspect(stream.bytes()).finding("stream.unknown-command").get("offset"));
    }

    /** QEMU answers over the return path, and fails if the stream has not opened it. */
    @Test
    void answeredCommandWithoutReturnPath_isError() throws IOException {
        String code = "stream.no-return-path";
        byte[] without = start().command(Command.Name.PING, new byte[4])
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals("ERROR", inspect(without).finding(code).get("severity"));
        byte[] with = start().command(Command.Name.OPEN_RETURN_PATH)
                .command(Command.Name.PING, new byte[4])
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertFalse(inspect(with).codes().contains(code));
    }

    @Test
    void refusedDataOfCommand_areErrors() throws IOException {
        assertFalse(hasRefusedData(Command.Name.RECV_BITMAP, new byte[] {2, 'm', '0'}));
        assertTrue(hasRefusedData(Command.Name.RECV_BITMAP, new byte[] {3, 'm', '0'}));
        assertTrue(hasRefusedData(Command.Name.RECV_BITMAP, new byte[] {0}));
        assertFalse(hasRefusedData(Command.Name.POSTCOPY_ADVISE, new byte[0]));
        assertFalse(hasRefusedData(Command.Name.POSTCOPY_ADVISE, pageSizes(0x201000, 0x1000)));
        assertTrue(hasRefusedData(Command.Name.POSTCOPY_ADVISE, pageSizes(0, 0)));
        assertTrue(hasRefusedData(Command.Name.POSTCOPY_ADVISE, pageSizes(0, 0x1000)));
        assertTrue(hasRefusedData(Command.Name.POSTCOPY_ADVISE, pageSizes(0x1000, 0x2000)));
        assertTrue(hasRefusedData(Command.Name.POSTCOPY_ADVISE, pageSizes(0x1000, 0x1800)));
    }

    private static byte[] pageSizes(long blocks, long guest) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(blocks)
                .putLong(guest)
                .array();
    }

    private static boolean hasRefusedData(Command.Name name, byte[] data) throws IOException {
        StreamBuilder stream = start().command(Command.Name.OPEN_RETURN_PATH).command(name, data);
        return inspect(stream.endOfStream().vmdesc("{}").bytes()).codes().contains("stream.command-data");
    }

    @Test
    void secondInstanceOfRam_isError() throws IOException {
        byte[] stream = start().named(Kind.START, 1, new SectionKey("ram", 1))
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals("ram", inspect(stream).finding("stream.unknown-instance").get("section"));
    }

    @Test
    void unknownHandlerWithRounds_isWarning() throws IOException {
        byte[] stream = start().start(9, "unknown")
                .opaqueBytes(new byte[20])
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals(
                "WARNING", inspect(stream).finding("stream.unknown-handler").get("severity"));
    }

    @Test
    void zeroPageWithOtherByte_isWarning() throws IOException {
        byte[] stream = start().ramStart(1, 8192)
                .continued(Kind.END, 1)
                .ramPage(Encoding.ZERO, false, 0, (byte) 7)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals("WARNING", inspect(stream).finding("ram.fill-byte").get("severity"));
    }

    @Test
    void configOfUnknownLayout_isWarning() throws IOException {
        byte[] stream = start().vfioSetup(7, DEVICE)
                .full(7, DEVICE)
                .vfioTag(Tag.DEV_CONFIG_STATE)
                .opaqueBytes(new byte[10])
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
        assertEquals(DEVICE, inspect(stream).finding("vfio.config-layout").get("section"));
    }

    @Test
    void malformedProfileInVmDesc_isWarning() throws IOException {
        byte[] stream = start().endOfStream().vmdesc("{\"migstream\": 1}").bytes();
        assertEquals("WARNING", inspect(stream).finding("vmdesc.profile").get("severity"));
    }

    @Test
    void failedLoadOnReturnPath_isError() throws IOException {
        byte[] stream = new RawStreamBuilder().be16(1, 4).be32(1).bytes();
        assertEquals("ERROR", inspect(stream).finding("return-path.failed").get("severity"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void tooManySectionsToDecode_areReported(int bytes) throws IOException {
        StreamBuilder stream = start();
        for (int i = 0; i <= 1 << 14; i++) {
            stream.full(1 + i, "device" + i);
            if (bytes > 0) {
                stream.opaqueBytes(new byte[bytes]);
            }
            stream.footer();
        }
        InspectionResult fields = InspectionResult.of(
                InspectionResult.request(false, true, false, null),
                stream.endOfStream().bytes());
        assertTrue(fields.codes().contains("inspect.too-many-sections"), () -> "" + fields.codes());
        assertEquals(ReadOutcome.UNSUPPORTED, fields.outcome());
    }

    private static StreamBuilder start() {
        return new StreamBuilder().header().configuration();
    }

    private static InspectionResult inspect(byte[] stream) throws IOException {
        return InspectionResult.of(InspectionResult.PLAIN, stream);
    }
}
