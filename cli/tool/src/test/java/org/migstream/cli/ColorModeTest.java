// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Tests which text has colours. */
class ColorModeTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";
    private static final String PROFILE = "samples/profiles/mtty-one-port.json";

    /** Commands whose text has colours or bold words. */
    private static final List<List<String>> COMMANDS = List.of(
            List.of("inspect", STREAM),
            List.of("check", "--target", PROFILE, STREAM),
            List.of("diff", STREAM, "samples/streams/pc-two-devices-paused.qevm.zst"),
            List.of("explain", "--codes"),
            List.of("plugins"),
            List.of("states"));

    /** The variables are separated by spaces. */
    @ParameterizedTest
    @CsvSource({
        // The option decides first.
        "always, false, NO_COLOR=1 TERM=dumb CLICOLOR=0, true",
        "never, true, CLICOLOR_FORCE=1 TERM=xterm, false",
        // NO_COLOR comes next, then CLICOLOR_FORCE, then CLICOLOR, then the terminal.
        "auto, true, NO_COLOR=1 CLICOLOR_FORCE=1 TERM=xterm, false",
        "auto, true, NO_COLOR= TERM=xterm, true",
        "auto, false, CLICOLOR_FORCE=1 CLICOLOR=0 TERM=dumb, true",
        "auto, false, CLICOLOR_FORCE=0 TERM=xterm, false",
        "auto, false, CLICOLOR_FORCE= TERM=xterm, false",
        "auto, true, CLICOLOR=0 TERM=xterm, false",
        "auto, true, CLICOLOR=1 TERM=xterm, true",
        "auto, false, CLICOLOR=1 TERM=xterm, false",
        "auto, true, TERM=xterm, true",
        "auto, true, TERM=dumb, false",
        "auto, true, A=b, false",
        "auto, false, TERM=xterm, false",
    })
    void option_thenVariables_thenTerminal_decide(String option, boolean terminal, String variables, boolean colour) {
        assertEquals(colour, Keyword.toColorMode(option).usesColour(environment(variables), terminal));
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void everyCommandThatPrintsText_obeysOptionAndVariables(List<String> command) {
        assertEquals(false, hasColour(run("A=b", command)));
        assertTrue(hasColour(run("CLICOLOR_FORCE=1", command)), command.toString());
        List<String> never = new ArrayList<>(command);
        never.add(1, "--color=never");
        assertEquals(false, hasColour(run("CLICOLOR_FORCE=1", never)));
        List<String> always = new ArrayList<>(command);
        always.add(1, "--color=always");
        assertTrue(hasColour(run("NO_COLOR=1", always)), command.toString());
    }

    @Test
    void colours_areKeptWithSeveralJobs() {
        assertTrue(hasColour(run("A=b", List.of("inspect", "--color=always", "--jobs", "2", STREAM, STREAM))));
    }

    @Test
    void unknownValue_isUsageError() {
        CommandRun run = CommandRun.of(InputStream.nullInputStream(), "inspect", "--color=sometimes", STREAM);
        assertEquals(2, run.exit());
        assertTrue(run.stderr().contains("'sometimes' is not auto, always or never"), run::stderr);
    }

    private static boolean hasColour(String text) {
        return text.indexOf('\u001b') >= 0;
    }

    private static String run(String variables, List<String> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Invocation invocation = new Invocation(
                InputStream.nullInputStream(),
                out,
                OutputStream.nullOutputStream(),
                Terminal.NONE,
                environment(variables));
        Main.run(invocation, command.toArray(String[]::new));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> environment(String variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(" ")) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return environment;
    }
}
