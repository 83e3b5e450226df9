// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** Tests the fields and findings of valid and damaged states. */
class MttyDecoderTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/mtty");

    @Override
    protected VendorPlugin plugin() {
        return new MttyPlugin();
    }

    @Override
    protected List<Sample> samples() {
        return Stream.of(
                        "valid-1port-a",
                        "valid-2port-a",
                        "pad-nonzero-a",
                        "fifo-range-a",
                        "bigendian-a",
                        "version-a",
                        "trailing-a",
                        "header-only-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")))
                .toList();
    }

    private static final Path SAMPLE = Path.of("../../samples/vendor-cases/mtty/valid-1port-a.bin");

    @Test
    void sample_isDecodedIntoFields() {
        DecodeResult decoded = decode(Sample.of(SAMPLE).bytes());

        assertOnly(decoded, Severity.INFO, "OK");
        assertEquals(3, decoded.number("ports[0].lcr"));
        assertEquals(0x41, decoded.number("ports[0].scr"));
        assertEquals(1, decoded.number("ports[0].head"));
        assertEquals(0, decoded.number("ports[0].tail"));
        assertEquals(1, decoded.number("ports[0].count"));
        assertEquals(0x41, decoded.number("ports[0].divisor"));
        assertEquals(7, decoded.number("ports[0].fcr"));
        assertEquals(16, decoded.number("ports[0].max_fifo_size"));
        assertEquals(1, decoded.number("ports[0].intr_trigger_level"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void idleCard_isComplete(int nrPorts) {
        DecodeResult decoded = decode(MttyStates.idle(nrPorts).toArray());

        assertOnly(decoded, Severity.INFO, "OK");
        assertEquals(Optional.of(Completeness.COMPLETE), decoded.completeness());
        assertEquals(nrPorts, decoded.number("nr_ports"));
        assertEquals(Optional.of(Integer.toString(nrPorts)), decoded.facts().text("nr_ports"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void driverFifoSizes_areAccepted(int size) {
        assertOnly(decode(MttyStates.withByte(1, 33, size)), Severity.INFO, "OK");
    }

    @ParameterizedTest
    @CsvSource({"29", "35"})
    void padding_isIgnored(int offset) {
        DecodeResult decoded = decode(MttyStates.withByte(0, offset, 0xaa));

        assertOnly(decoded, Severity.INFO, "OK");
        assertTrue(decoded.fields().stream()
                .map(DecodeResult.DecodedField::field)
                .filter(field -> field.offset() == MttyStates.HEADER + offset)
                .allMatch(field -> field.value() instanceof FieldValue.Filler));
    }

    @ParameterizedTest
    @CsvSource({
        "24, 16, head",
        "24, 255, head",
        "25, 16, tail",
        "26, 17, count",
        "27, 2, dlab",
        "28, 255, overrun",
        "33, 0, max_fifo_size",
        "33, 17, max_fifo_size"
    })
    void outOfRangeField_isReported(int offset, int value, String name) {
        for (int port = 0; port < 2; port++) {
            Finding finding =
                    assertOnly(decode(MttyStates.withByte(port, offset, value)), Severity.WARNING, "FIELD_RANGE");
            assertTrue(finding.message().startsWith(name + " is " + value), finding.message());
            assertEquals(
                    MttyStates.HEADER + port * MttyStates.PORT + offset,
                    finding.offset().orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({"24, 15", "25, 15", "26, 16", "27, 1", "28, 1", "34, 14"})
    void largestValue_isAccepted(int offset, int value) {
        assertOnly(decode(MttyStates.withByte(1, offset, value)), Severity.INFO, "OK");
    }

    @Test
    void allOutOfRangeFields_areReported() {
        DecodeResult decoded =
                decode(MttyStates.header(2).fill(2 * MttyStates.PORT, 0xff).toArray());
        List<String> expected = new ArrayList<>();
        for (int port = MttyStates.HEADER; port < MttyStates.HEADER + 2 * MttyStates.PORT; port += MttyStates.PORT) {
            expected.add(port + 24 + ": head");
            expected.add(port + 25 + ": tail");
            expected.add(port + 26 + ": count");
            expected.add(port + 27 + ": dlab");
            expected.add(port + 28 + ": overrun");
            expected.add(port + 33 + ": max_fifo_size");
        }
        assertEquals(
                expected,
                decoded.findings().stream()
                        .map(finding -> finding.offset().orElseThrow() + ": "
                                + finding.message().replaceFirst(" is 255, but .*", ""))
                        .toList());
        assertEquals(Set.of("FIELD_RANGE"), decoded.codes());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, BAD_MAGIC",
        "8, 0, UNSUPPORTED_VERSION",
        "8, 2, UNSUPPORTED_VERSION",
        "12, 1, UNSUPPORTED_VERSION",
        "15, 128, UNSUPPORTED_VERSION",
        "16, 0, BAD_NR_PORTS",
        "16, 3, BAD_NR_PORTS",
        "19, 255, BAD_NR_PORTS",
        "20, 1, UNKNOWN_FLAGS",
        "23, 128, UNKNOWN_FLAGS"
    })
    void wrongHeaderField_isReported(int offset, int value, String code) {
        assertOnly(decode(MttyStates.idle(2).at(offset).u8(value).toArray()), Severity.ERROR, code);
    }

    @Test
    void allHeaderFaults_areReported() {
        DecodeResult decoded = decode(new byte[MttyStates.HEADER]);
        assertEquals(Set.of("BAD_MAGIC", "UNSUPPORTED_VERSION", "BAD_NR_PORTS"), decoded.codes());
    }

    /** The ports are read after a wrong magic number, but not in an unknown version. */
    @Test
    void ports_areReadIfLayoutIsKnown() {
        byte[] otherMagic = MttyStates.idle(1).at(1).u8(0).toArray();
        assertEquals(16, decode(otherMagic).number("ports[0].max_fifo_size"));

        byte[] otherVersion = MttyStates.idle(1).at(12).u8(7).toArray();
        assertEquals(
                "ports",
                decode(otherVersion)
                        .fields()
                        .get(decode(otherVersion).fields().size() - 1)
                        .path());
    }

    @Test
    void bigEndianState_isRecognized() {
        byte[] state = ByteBuilder.be()
                .u64(MttySignature.MAGIC)
                .u32(1)
                .u32(0)
                .u32(1)
                .u32(0)
                .zeros(30)
                .u16(12)
                .u8(7)
                .u8(16)
                .zeros(2)
                .toArray();
        DecodeResult decoded = decode(state);

        Finding finding = assertOnly(decoded, Severity.ERROR, "BAD_MAGIC");
        assertTrue(finding.message().contains("big-endian host"), finding.message());
        assertEquals(12, decoded.number("ports[0].divisor"));
    }

    @Test
    void headerOnly_isTruncated() {
        DecodeResult decoded = decode(MttyStates.header(2).toArray());

        Finding finding = assertOnly(decoded, Severity.ERROR, "TRUNCATED");
        assertTrue(finding.message().contains("pre-copy"), finding.message());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
    }

    @Test
    void hugePortCount_isRejected() {
        assertOnly(decode(MttyStates.header(0xffffffffL).toArray()), Severity.ERROR, "BAD_NR_PORTS");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 23, 25, 55, 59, 60, 95})
    void truncatedState_isIncomplete(int length) {
        byte[] truncated = Arrays.copyOf(MttyStates.idle(2).toArray(), length);
        assertOnly(decode(truncated), Severity.ERROR, "TRUNCATED");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 36, 100_000})
    void trailingBytes_areReported(int count) {
        DecodeResult decoded = decode(MttyStates.idle(1).zeros(count).toArray());

        Finding finding = assertOnly(decoded, Severity.ERROR, "TRAILING_GARBAGE");
        assertEquals(60, finding.offset().orElseThrow());
        assertTrue(finding.message().contains(": " + count + ";"), finding.message());
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new MttyDecoder(), state);
    }

    private static Finding assertOnly(DecodeResult decoded, Severity severity, String code) {
        List<Finding> findings = decoded.findings();
        assertEquals(List.of(code), findings.stream().map(Finding::code).toList(), decoded::toString);
        assertEquals(severity, findings.get(0).severity());
        return findings.get(0);
    }
}
