// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.stream.Captures;
import org.migstream.stream.Configuration;
import org.migstream.stream.GlobalState;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.vmstate.DecodedDeviceCollector;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmStateValue;

/** Redacted streams contain no guest or device data, and keep sizes and structure. */
class RedactTest {
    static final List<String> SAMPLE_CAPTURES = ConvertPropertiesTest.SAMPLE_CAPTURES;

    /** The mark in the vmdescription. */
    private static final String MARK =
            "\"migstream\": {\"schema\":\"migstream.saved/1\",\"redacted\":true,\"devices\":[]}, ";

    private static List<Object> shape(InspectionResult inspection) {
        List<Object> shape = new ArrayList<>();
        inspection
                .list("sections")
                .forEach(section -> shape.add(List.of(
                        section.get("type"), section.get("idstr"), section.get("offset"), section.get("length"))));
        inspection.list("vfioDevices").forEach(device -> shape.add(device.get("records")));
        shape.add(String.valueOf(inspection.json().get("ram")));
        return shape;
    }

    @ParameterizedTest
    @FieldSource("SAMPLE_CAPTURES")
    void redaction_keepsSizesAndStructure(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        byte[] redacted = TestConversions.convertPipe(TestConversions.redact(), stream);
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, redacted);
        boolean isMarked = inspection.text().contains("stream.redacted");
        assertEquals(stream.length + (isMarked ? MARK.length() : 0), redacted.length);
        assertEquals(isMarked, inspection.json().get("vmdesc") != null);
        assertEquals(shape(InspectionResult.of(InspectionResult.PLAIN, stream)), shape(inspection));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q35-two-uarts.qevm", "lab/q35-six-plain.qevm", "targets/arm64-virt.qevm"})
    void redactedFields_areZero(String capture) throws IOException {
        byte[] redacted = TestConversions.convertPipe(TestConversions.redact(), Captures.bytes(capture));
        DecodedDeviceCollector devices = new StreamWithVmDescription(redacted).decode(1 << 20);
        assertEquals(List.of(), devices.findings());
        assertEquals(Map.of(), devices.unreadByteCounts());
        int values = 0;
        for (Map.Entry<String, Map<String, VmStateValue>> device :
                devices.devices().entrySet()) {
            if (device.getKey().contains("/vfio/") || device.getKey().startsWith(GlobalState.IDSTR + "/")) {
                continue;
            }
            for (Map.Entry<String, VmStateValue> value : device.getValue().entrySet()) {
                assertFalse(isNonZero(value.getValue()), () -> device.getKey() + " " + value);
                values++;
            }
        }
        assertFalse(values < 400);
    }

    /** QEMU writes the run state, and refuses an empty one. Other bytes in its place may be secret. */
    @ParameterizedTest
    @ValueSource(strings = {"running", "secrets"})
    void onlyKnownRunState_stays(String state) throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        int name = text.indexOf("running", text.indexOf(GlobalState.IDSTR));
        byte[] bytes = state.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, stream, name, bytes.length);
        byte[] redacted = TestConversions.convertPipe(TestConversions.redact(), stream);
        assertArrayEquals(
                state.equals("running") ? bytes : new byte[bytes.length],
                Arrays.copyOfRange(redacted, name, name + bytes.length));
    }

    private static boolean isNonZero(VmStateValue value) {
        if (value instanceof VmStateValue.Bytes bytes) {
            return !bytes.head().matches("0*");
        }
        return !(value instanceof VmStateValue.NullPointer)
                && !value.equals(new VmStateValue.Bool(false))
                && !value.equals(new VmStateValue.FloatingPoint(0))
                && !(value instanceof VmStateValue.Int number && number.value() == 0);
    }

    @Test
    void redactedRamAndDeviceData_areZero() throws IOException {
        byte[] redacted =
                TestConversions.convertPipe(TestConversions.redact(), Captures.bytes("options/q35-xbzrle.qevm"));
        for (String block : List.of("pc.ram", "pc.bios")) {
            byte[] image = TestConversions.extractFromPipe(Part.RAM, block, redacted);
            assertArrayEquals(new byte[image.length], image);
        }
        redacted = TestConversions.convertPipe(TestConversions.redact(), Captures.bytes("lab/q35-six-plain.qevm"));
        for (Map<String, Object> device :
                InspectionResult.of(InspectionResult.PLAIN, redacted).list("vfioDevices")) {
            byte[] data = TestConversions.extractFromPipe(Part.DATA, (String) device.get("idstr"), redacted);
            assertArrayEquals(new byte[data.length], data);
        }
    }

    /** Without a vmdescription entry, the values of a section are unknown. */
    @Test
    void sectionMissingFromVmDesc_isZeroedCompletely() throws IOException {
        byte[] secret = {5, 3, 'k', 'e', 'y', 0, 0, 0, 1, 7};
        UUID uuid = UUID.fromString("11112222-3333-4444-5555-666677778888");
        StreamBuilder original = streamWith(secret, uuid, (byte) 0x55);
        byte[] stream = original.endOfStream()
                .vmdesc("{\"page_size\": 4096, \"devices\": []}")
                .bytes();
        byte[] expected = streamWith(new byte[secret.length], new UUID(0, 0), (byte) 0)
                .endOfStream()
                .vmdesc("{" + MARK + "\"page_size\": 4096, \"devices\": []}")
                .bytes();
        assertArrayEquals(expected, TestConversions.convertPipe(TestConversions.redact(), stream));
    }

    /** A record of 24 bytes claims 1 PiB. The zeroes for them would fill any disk before the input ends. */
    @Test
    void claimedLength_isNotWritten() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        ByteBuffer.wrap(stream).putLong(140036, 1L << 50);
        ConversionException e = assertThrows(
                ConversionException.class, () -> TestConversions.convertPipe(TestConversions.redact(), stream));
        assertEquals("vfio.data-size", e.reason().finding().code());
    }

    private static StreamBuilder streamWith(byte[] payload, UUID uuid, byte fill) {
        byte[] page = new byte[4096];
        Arrays.fill(page, fill);
        return new StreamBuilder()
                .header()
                .configuration(new Configuration.VmUuid(uuid))
                .ramStart(1, 8192)
                .continued(Kind.END, 1)
                .ramPage(Encoding.NORMAL, false, 0, page)
                .ramPage(
                        Encoding.XBZRLE,
                        true,
                        4096,
                        (byte) 1,
                        (byte) 2,
                        fill,
                        fill,
                        (byte) 0x80,
                        (byte) 1,
                        (byte) 1,
                        fill)
                .ramFlag(Flag.EOS)
                .footer()
                .full(2, "device")
                .opaqueBytes(payload)
                .footer();
    }
}
