// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.inspect.InspectCases;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.ByteSource;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RawStreamBuilder;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionSizes;
import org.migstream.stream.StreamKind;

/** Tests that the section {@code pbs-state} of Proxmox VE, which has no END, changes nothing in any stream. */
class PbsStateTest {
    private static final long ID = 0x3000;
    /** The footer of the section, and the start of another section, as data. */
    private static final byte[] BODY = {0x7e, 0, 0, 0x30, 0, 4, 0, 0, 0, 1, 1, 'x'};

    static Stream<String> captures() throws IOException {
        return Captures.names().filter(name -> !name.contains(".chan"));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void insertedSection_addsNoFinding(String name) throws IOException {
        byte[] stream = Captures.bytes(name);
        assumeTrue(StreamKind.detect(ByteSource.of(new ByteArrayInputStream(stream)))
                .equals(Optional.of(StreamKind.MAIN)));
        InspectionResult before = InspectionResult.of(InspectionResult.PLAIN, stream);
        InspectionResult after = InspectionResult.of(InspectionResult.PLAIN, withPbsState(stream));
        assertEquals(before.codes(), after.codes());
        assertEquals(before.outcome(), after.outcome());
        Map<String, Object> section = sections(after, "pbs-state").get(0);
        assertEquals("self-delimiting", section.get("framing"));
        assertEquals(8L + BODY.length, section.get("payloadLength"));
        assertEquals(
                ((List<?>) before.json().get("sections")).size() + 1,
                ((List<?>) after.json().get("sections")).size());
    }

    @Test
    void recordedStream_isComplete() throws IOException {
        InspectionResult result = InspectionResult.of(InspectionResult.PLAIN, InspectCases.bytes("pbs-state.qevm"));
        assertEquals(ReadOutcome.COMPLETE, result.outcome());
        assertEquals(List.of("stream.scanned", "ram.left-out"), result.codes());
        assertEquals(36L, sections(result, "pbs-state").get(0).get("payloadLength"));
    }

    private static List<Map<String, Object>> sections(InspectionResult result, String idstr) {
        return ((List<?>) result.json().get("sections"))
                .stream()
                        .map(InspectionResult::object)
                        .filter(section -> idstr.equals(section.get("idstr")))
                        .toList();
    }

    /** Inserts the section after the START section of the guest memory. */
    private static byte[] withPbsState(byte[] stream) throws IOException {
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        boolean isRam = false;
        SectionFooter footer = null;
        for (Element element; footer == null; ) {
            element = Objects.requireNonNull(reader.next());
            isRam |= element instanceof Section section && section.isRam();
            footer = isRam && element instanceof SectionFooter end ? end : null;
        }
        RawStreamBuilder section = new RawStreamBuilder()
                .u8(1)
                .be32(ID)
                .countedString("pbs-state")
                .be32(0, 1)
                .be64(BODY.length)
                .bytes(BODY);
        if (footer.present()) {
            section.u8(0x7e).be32(ID);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, (int) footer.end());
        out.writeBytes(section.bytes());
        out.write(stream, (int) footer.end(), (int) (stream.length - footer.end()));
        return out.toByteArray();
    }
}
