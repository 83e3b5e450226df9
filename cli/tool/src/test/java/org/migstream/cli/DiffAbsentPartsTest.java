// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.migstream.stream.Captures;

/** Tests that {@code diff} does not call two inputs the same without naming the parts that are in neither. */
class DiffAbsentPartsTest {
    private static final String FOLDER = "samples/streams/lab/";
    private static final String MAIN = FOLDER + "q35-six-multifd4.chan0.zst";

    private static CommandRun diff(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "diff";
        System.arraycopy(words, 0, command, 1, words.length);
        return CommandRun.of(InputStream.nullInputStream(), command);
    }

    private static void assertNamesChannels(CommandRun run) {
        assertEquals(0, run.exit(), run.stderr());
        String first = run.stdout().lines().findFirst().orElse("");
        assertTrue(
                first.endsWith(
                        ": no difference found in what the inputs contain; a part is in neither of them: pages of guest"
                                + " memory that went over multifd channels, which are given for neither input"),
                run.stdout());
        assertTrue(run.stdout().contains("states of devices that went over multifd channels"), run.stdout());
    }

    @Test
    void mainStreamsWithoutChannels_areNotCalledTheSame() throws IOException {
        assertNamesChannels(diff(MAIN, MAIN));
        byte[] stream = Captures.bytes("lab/q35-six-multifd4.chan0");
        assertNamesChannels(CommandRun.of(new ByteArrayInputStream(stream), "diff", "-", MAIN));
        assertEquals("", diff("--quiet", MAIN, MAIN).stdout());
        assertTrue(diff("--json", MAIN, MAIN).stdout().contains("went over multifd channels"));
    }

    @Test
    void sameWholeInputs_giveNoText() {
        String plain = "samples/streams/q35-two-uarts.qevm";
        assertEquals("", diff(plain, plain).stdout());
        String[] words = new String[10];
        for (int i = 0; i < 4; i++) {
            String channel = FOLDER + "q35-six-multifd4.chan" + (i + 1) + ".zst";
            words[2 * i] = "--channel-a=" + channel;
            words[2 * i + 1] = "--channel-b=" + channel;
        }
        words[8] = MAIN;
        words[9] = MAIN;
        CommandRun run = diff(words);
        assertEquals(0, run.exit(), run.stderr());
        assertEquals("", run.stdout());
    }
}
