// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.convert.ExtractRequest;
import org.migstream.convert.TestConversions;
import org.migstream.report.JsonTree;
import org.migstream.stream.Captures;

/** A finding in the state of a device has the same two offsets in each form of a report: in the state and in the stream. */
class FindingPlacesTest {
    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab/q35-six-damaged.qevm.zst", "lab/q35-hisi-v1.qevm.zst", "options/q35-bare.qevm.zst"})
    void offsets_areTheSameInJsonAndOverviewAndText(String sample) throws IOException {
        String stream = "samples/streams/" + sample;
        Map<?, ?> document =
                (Map<?, ?>) JsonTree.parse(run("inspect", "--json", stream).stdout());
        int compared = 0;
        for (Object entry : (List<?>) document.get("vfioDevices")) {
            Map<?, ?> device = (Map<?, ?>) entry;
            String idstr = (String) device.get("idstr");
            Map<?, ?> decoder = (Map<?, ?>) device.get("decoder");
            for (Object found : decoder == null ? List.of() : (List<?>) decoder.get("findings")) {
                Map<?, ?> finding = (Map<?, ?>) found;
                if (finding.get("severity").equals("INFO") || finding.get("streamOffset") == null) {
                    continue;
                }
                compared++;
                String inState = "0x" + Long.toHexString(((Number) finding.get("offset")).longValue());
                String inStream = "0x" + Long.toHexString(((Number) finding.get("streamOffset")).longValue());
                // Only this device, so that the overview has room for its findings.
                String text = run("inspect", "--device", idstr, stream).stdout();
                assertTrue(
                        text.contains("at " + inState + " of the state, " + inStream + " of the stream: "
                                + finding.get("message")),
                        inState + " " + inStream + "\n" + text);
                List<String> rows = run("inspect", stream)
                        .stdout()
                        .lines()
                        .filter(line ->
                                line.contains(" " + finding.get("code") + ": ") && line.contains(shortName(idstr)))
                        .toList();
                for (String row : rows) {
                    assertTrue(row.matches(".* " + inState + " +" + inStream + " .*"), row);
                }
                assertFalse(rows.isEmpty() && compared == 1, "the overview shows the first finding");
            }
        }
        assertTrue(compared > 0, "no finding of " + stream + " has an offset");
    }

    private static String shortName(String idstr) {
        return idstr.substring(idstr.indexOf(':') + 1, idstr.indexOf('/'));
    }

    /** The bytes at both offsets are the same: the offset in the stream is that of the damaged byte. */
    @ParameterizedTest
    @ValueSource(strings = {"0000:00:02.0/vfio", "0000:00:04.0/vfio"})
    void bytesAtBothOffsets_areTheSame(String idstr) throws IOException {
        String stream = "samples/streams/lab/q35-six-damaged.qevm.zst";
        byte[] all = Captures.bytes("lab/q35-six-damaged.qevm");
        byte[] state = TestConversions.extractFromPipe(ExtractRequest.Part.DATA, idstr, all);
        Map<?, ?> document =
                (Map<?, ?>) JsonTree.parse(run("inspect", "--json", stream).stdout());
        for (Object entry : (List<?>) document.get("vfioDevices")) {
            Map<?, ?> device = (Map<?, ?>) entry;
            if (idstr.equals(device.get("idstr"))) {
                Map<?, ?> finding = (Map<?, ?>) ((List<?>) ((Map<?, ?>) device.get("decoder")).get("findings")).get(0);
                int inState = ((Number) finding.get("offset")).intValue();
                int inStream = ((Number) finding.get("streamOffset")).intValue();
                for (int i = 0; i < 8; i++) {
                    assertEquals(state[inState + i], all[inStream + i], "byte " + i);
                }
            }
        }
    }
}
