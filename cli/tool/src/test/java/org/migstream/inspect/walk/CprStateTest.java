// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.migstream.convert.TestConversions;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;

/** Inspects CPR states, built by the layout of QEMU 10.2 migration/cpr.c and hw/vfio/cpr-iommufd.c. */
class CprStateTest {
    private static final byte[] HEAD = be32(0x51435052, 1);

    private static byte[] be32(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        Arrays.stream(values).forEach(bytes::putInt);
        return bytes.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(bytes::put);
        return bytes.array();
    }

    private static byte[] name(String name) {
        return join(new byte[] {1}, be32(name.length() + 1), name.getBytes(StandardCharsets.ISO_8859_1), new byte[1]);
    }

    private static byte[] numbered(String name, int id, int number) {
        return join(name(name), be32(id, number));
    }

    private static byte[] passed(String name, int id) {
        return join(name(name), be32(id), new byte[] {' '});
    }

    private static byte[] devices(byte[]... devices) {
        String subsection = "CprState/vfio devices";
        return join(
                new byte[] {5, (byte) subsection.length()},
                subsection.getBytes(StandardCharsets.US_ASCII),
                be32(1),
                join(devices),
                new byte[1]);
    }

    private static byte[] device(String name) {
        return join(name(name), be32(3, 4, 5));
    }

    private static InspectionResult inspect(byte[]... parts) throws IOException {
        byte[] state = join(parts);
        InspectionResult result = InspectionResult.of(InspectionResult.PLAIN, state);
        if (result.outcome() == ReadOutcome.COMPLETE) {
            assertEquals((long) state.length, result.json().get("parsedBytes"));
            assertTrue(Arrays.equals(state, TestConversions.convertPipe(TestConversions.redact(), state)));
        }
        return result;
    }

    private static String message(InspectionResult result, String code) {
        return (String) result.finding(code).get("message");
    }

    @Test
    void stateOfCprExec_listsDescriptorsAndDevices() throws IOException {
        InspectionResult result = inspect(
                HEAD,
                numbered("0000:3b:00.1", 0, 27),
                numbered("pc.ram", -1, 0x1f),
                new byte[1],
                devices(device("0000:3b:00.1")));
        assertEquals(ReadOutcome.COMPLETE, result.outcome());
        assertEquals(
                "cpr-state", InspectionResult.object(result.json().get("input")).get("kind"));
        String message = message(result, "stream.cpr-state");
        assertTrue(message.contains("mode cpr-exec"), message);
        assertTrue(message.contains("2 descriptors (0000:3b:00.1 id 0 = descriptor 27, pc.ram id -1"), message);
        assertTrue(message.contains("1 VFIO device (0000:3b:00.1 (devid 3, ioas_id 4, hwpt_id 5))"), message);
    }

    @Test
    void statesOfQemu_listTheRamBlocks() throws IOException {
        String exec = message(inspect(Captures.bytes("modes/q11.1.3-cpr-exec.qcpr")), "stream.cpr-state");
        assertTrue(
                exec.contains("mode cpr-exec: the process hands over 6 descriptors (/rom@etc/acpi/rsdp id 0 ="), exec);
        assertTrue(exec.contains("ram0 id 0 = descriptor 10)"), exec);
        String transfer = message(inspect(Captures.bytes("modes/q11.1.3-cpr-transfer.qcpr")), "stream.cpr-state");
        assertTrue(transfer.contains("mode cpr-transfer: the process hands over 6 descriptors"), transfer);
        assertTrue(transfer.contains("ram0 id 0) and 0 VFIO devices"), transfer);
    }

    /** In the mode cpr-transfer, one byte stands for each descriptor; QEMU 10.0 has no list of devices. */
    @Test
    void stateOfCprTransfer_isRead() throws IOException {
        InspectionResult result = inspect(HEAD, passed("a", 1), passed("b", 0), new byte[1]);
        assertEquals(ReadOutcome.COMPLETE, result.outcome());
        String message = message(result, "stream.cpr-state");
        assertTrue(message.contains("mode cpr-transfer"), message);
        assertTrue(message.contains("2 descriptors (a id 1, b id 0) and 0 VFIO devices"), message);
        assertEquals(ReadOutcome.COMPLETE, inspect(HEAD, new byte[1], devices()).outcome());
    }

    @Test
    void everyTruncation_isReported() throws IOException {
        byte[] state = join(HEAD, numbered("x", 0, 3), new byte[1], devices(device("y")));
        int withoutDevices = state.length - devices(device("y")).length;
        for (int length = 4; length < state.length; length++) {
            InspectionResult result = InspectionResult.of(InspectionResult.PLAIN, Arrays.copyOf(state, length));
            assertEquals(
                    length != withoutDevices,
                    result.codes().contains("stream.cpr-state")
                            && message(result, "stream.cpr-state").contains("as far as it was read"));
            assertEquals(
                    length == withoutDevices ? ReadOutcome.COMPLETE : ReadOutcome.DAMAGED,
                    result.outcome(),
                    "" + length);
        }
    }

    @Test
    void damage_isReported() throws IOException {
        Map<String, byte[]> cases = Map.of(
                "stream.cpr-version", be32(0x51435052, 2),
                "stream.cpr-format", join(HEAD, new byte[] {2}));
        for (Map.Entry<String, byte[]> damaged : cases.entrySet()) {
            assertEquals(damaged.getKey(), lastCode(damaged.getValue()));
        }
        for (byte[] rest : List.of(
                join(new byte[] {1}, be32(0), new byte[9]),
                join(new byte[] {1}, be32(-1), new byte[9]),
                join(new byte[] {1}, be32(2), new byte[] {'a', 'b'}, be32(1, 2)),
                join(new byte[1], new byte[] {7}),
                join(new byte[1], devices(), new byte[1]))) {
            assertEquals("stream.cpr-format", lastCode(join(HEAD, rest)));
        }
    }

    private static String lastCode(byte[] state) throws IOException {
        InspectionResult result = InspectionResult.of(InspectionResult.PLAIN, state);
        return result.codes().stream()
                .filter(code -> !code.equals("stream.cpr-state"))
                .reduce((first, second) -> second)
                .orElse("none");
    }
}
