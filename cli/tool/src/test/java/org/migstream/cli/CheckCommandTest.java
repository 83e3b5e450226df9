// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.plugin.PluginJar;

/** Tests the verdicts compatible, incompatible and unknown. {@link VendorCasesTest} tests the rules of the vendors. */
class CheckCommandTest {
    private static final String TWO_UARTS = "samples/streams/q35-two-uarts.qevm";
    private static final String SIX = "samples/streams/lab/q35-six-plain.qevm.zst";
    private static final String RAW = "samples/vendor-cases/mtty/valid-1port-a.bin";
    private static final String IDSTR = "0000:00:01.0/vfio";

    @TempDir
    private Path folder;

    /** Columns: the members of a profile without its schema, the exit status, and a code in the report. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "driver": "mtty", "facts": {"nr_ports": 2}                              | 0 | OK
                    "driver": "mtty", "facts": {"nr_ports": "0x2"}, "migration": ["STOP_COPY"] | 0 | OK
                    "pci": "4348:3253", "facts": {"nr_ports": 2}                            | 0 | OK
                    "driver": "mtty", "facts": {"nr_ports": 1}                              | 1 | NR_PORTS_MISMATCH
                    "driver": "mtty"                                                        | 1 | FACT_MISSING
                    "facts": {"nr_ports": 2}                                                | 1 | DRIVER_UNKNOWN
                    "kernelDriver": "lab_pci", "facts": {"nr_ports": 2}                     | 1 | DRIVER_WITHOUT_PLUGIN
                    "kernelDriver": "vfio-pci", "pci": "4348:3253", "facts": {"nr_ports": 2} | 1 | DRIVER_WITHOUT_PLUGIN
                    "driver": "mtty", "kernelDriver": "mtty", "facts": {"nr_ports": 2}      | 0 | OK
                    "driver": "other" , "facts": {"nr_ports": 2}                            | 1 | WRONG_VENDOR
                    "driver": "mtty", "pci": "4348:3254", "facts": {"nr_ports": 2}          | 1 | WRONG_DEVICE_ID
                    "driver": "mtty", "migration": [], "facts": {"nr_ports": 2}             | 1 | NO_MIGRATION_SUPPORT
                    "driver": "mtty", "kernel": "5.17.15", "facts": {"nr_ports": 2}         | 1 | NO_MIGRATION_SUPPORT
                    "driver": "mtty", "kernel": "5.18.0", "facts": {"nr_ports": 2}          | 0 | OK
                    "driver": "mtty", "kernel": "5.14.0-503.el9", "migration": ["STOP_COPY"], "facts": {"nr_ports": 2} | 0 | OK
                    """)
    void profileMember_determinesVerdict(String members, int exit, String code) throws IOException {
        CommandRun run = check(TWO_UARTS, "--json", "--target=" + profile(members));
        assertEquals(exit, run.exit(), run.stdout() + run.stderr());
        assertTrue(run.stdout().contains('"' + code + '"'), run.stdout());
        String verdict = exit == 0 ? "compatible" : members.contains("other") ? "incompatible" : "";
        assertTrue(run.stdout().contains("\"verdict\" : \"" + verdict), run.stdout());
        assertEquals("", run.stderr());
    }

    /** A word longer than a line, such as a path, is the only reason for a longer line. */
    @ParameterizedTest
    @ValueSource(strings = {SIX, TWO_UARTS, "samples/vendor-cases/mtty/fifo-range-a.bin"})
    void terminal_getsLinesOfItsWidth(String stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(80, false, false, OutputCharset.UTF_8);
        InputStream in = InputStream.nullInputStream();
        Main.run(
                new Invocation(in, out, out, terminal, Map.of()),
                "check",
                "--target",
                TWO_UARTS,
                "--color=never",
                stream);
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            assertTrue(line.length() <= 80 || line.strip().indexOf(' ') < 0, line);
        }
    }

    /** A stream that has only devices does not show the machine, so the other sections are not missing in the target. */
    @Test
    void targetWithOnlyDevices_isComparedAsDevices() throws IOException {
        Path device = folder.resolve("device");
        assertEquals(
                0,
                CommandRun.of(InputStream.nullInputStream(), "extract", "-o" + device, TWO_UARTS)
                        .exit());
        CommandRun run = check(TWO_UARTS, "--target=" + device);
        assertEquals(0, run.exit(), run.stdout());
        assertTrue(run.stdout().contains("has only VFIO devices"), run.stdout());
    }

    @Test
    void configurationSpaceInProfile_isCompared() throws IOException {
        String dump = check("inspect", TWO_UARTS, "--hex").stdout().strip().replace("\n", "\\n");
        String rest = "\"driver\": \"mtty\", \"facts\": {\"nr_ports\": 2}, \"config\": ";
        assertEquals(
                0,
                check(TWO_UARTS, "--target=" + profile(rest + '"' + dump + '"')).exit());
        String other = dump.replace("\\n00: 48 43 53 32 03 01 00 02 10", "\\n00: 48 43 53 32 03 01 00 02 11");
        CommandRun run = check(TWO_UARTS, "--target=" + profile(rest + '"' + other + '"'));
        assertEquals(1, run.exit());
        assertTrue(
                run.stdout()
                        .contains("0x08 Revision ID: stream 0x10, target 0x11; QEMU reports: get_pci_config_device"),
                run.stdout());
    }

    @ParameterizedTest
    @CsvSource({
        SIX + ", " + SIX + ", DEVICE_MISSING, false",
        SIX + ", " + TWO_UARTS + ", DEVICE_MISSING, true",
        TWO_UARTS + ", " + SIX + ", DEVICE_ADDED, true",
        "samples/streams/pc-two-devices-paused.qevm.zst, " + TWO_UARTS + ", MACHINE_MISMATCH, true",
        TWO_UARTS + ", samples/streams/truncated-by-crash.qevm.zst, TARGET_DAMAGED, true",
        TWO_UARTS + ", samples/streams/switchover-ack.chan0.return.zst, NO_TARGET, true",
        "samples/streams/switchover-ack.chan0.return.zst, " + TWO_UARTS + ", NO_MAIN_STREAM, true",
        "samples/streams/targets/arm-stellaris.qevm.zst, " + RAW + ", NO_DEVICE, true",
        RAW + ", " + TWO_UARTS + ", NR_PORTS_MISMATCH, true",
        TWO_UARTS + ", " + RAW + ", NR_PORTS_MISMATCH, true",
    })
    void streamAsTarget_isCompared(String stream, String target, String code, boolean found) {
        CommandRun run = check(stream, "--target=" + target);
        assertEquals(found, run.stdout().contains('[' + code + ']'), run.stdout() + run.stderr());
    }

    /** Only a multifd channel leads to a main stream with channels. */
    @ParameterizedTest
    @CsvSource({
        "samples/streams/switchover-ack.chan0.return.zst, this input is a recording of the return path: check the main"
                + " stream [NO_MAIN_STREAM]",
        "samples/streams/modes/q11.1.3-cpr-exec.qcpr.zst, this input is a CPR state: check the main stream"
                + " [NO_MAIN_STREAM]",
    })
    void otherKindOfStream_isNamed(String stream, String message) {
        CommandRun run = check(stream);
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stdout().contains(message), run.stdout());
        assertFalse(run.stdout().contains("--channel"), run.stdout());
    }

    @Test
    void memoryOutsideOfTheStream_isNamedInTheVerdict() {
        CommandRun run = check("samples/streams/modes/q11.1.3-cpr-reboot.qevm.zst");
        assertEquals(0, run.exit(), run.stderr());
        assertTrue(run.stdout().contains(": SOUND; some or all guest memory is not in the stream; "), run.stdout());
    }

    @Test
    void targetForOneDevice_doesNotApplyToOthers() throws IOException {
        String two = profile("\"driver\": \"mtty\", \"facts\": {\"nr_ports\": 2}");
        assertEquals(0, check(TWO_UARTS, "--target=" + IDSTR + "=" + two).exit());
        CommandRun run = check(TWO_UARTS, "--target=nowhere/vfio=" + two);
        CommandRun damaged = check("samples/streams/truncated-by-crash.qevm.zst", "--target=nowhere/vfio=" + two);
        assertTrue(damaged.stdout().contains("[NO_SUCH_DEVICE]"), damaged.stdout());
        assertTrue(damaged.stdout().contains("[NO_TARGET]"), damaged.stdout());
        assertEquals(3, damaged.exit());
        assertTrue(run.stderr().contains("\"nowhere/vfio\"; it has " + IDSTR), run.stderr());
        assertEquals("", run.stdout());
        assertEquals(2, run.exit());
        CommandRun six = check(SIX, "--target=" + two);
        assertTrue(six.stdout().contains("0000:00:07.0/vfio (mtty): compatible"), six.stdout());
        assertTrue(six.stdout().contains("[NO_TARGET]"), "the other devices have no target");
    }

    @Test
    void targetWithoutNamedDevice_isNotReportedAsDamaged() {
        CommandRun run = check(SIX, "--target=0000:00:07.0/vfio=samples/streams/lab/q35-mixed.qevm.zst");
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stdout().contains("[DEVICE_MISSING]"), run.stdout());
    }

    @Test
    void unidentifiedRawData_areDecodedAsTargetDriver() throws IOException {
        Path nothing = Files.write(folder.resolve("data"), new byte[] {9, 9, 9, 9});
        String target = profile("\"driver\": \"mtty\"");
        assertEquals(3, check(nothing.toString()).exit());
        CommandRun run = check(nothing.toString(), "--target=" + target);
        assertTrue(run.stdout().contains("device data (mtty): incompatible"), run.stdout());
        assertTrue(check(RAW, "--target=" + profile("\"driver\": \"pds\""))
                .stdout()
                .contains("[WRONG_VENDOR]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in.fact(\"n\", 1); throw new IllegalStateException(); | comparison.requireEqual(\"n\","
                        + " \"N_MISMATCH\", \"n\");",
                "in.u8(\"version\"); return Completeness.COMPLETE; | throw new IllegalStateException();",
            })
    void pluginFailure_makesVerdictUnknown(String decode, String rule) throws IOException {
        new PluginJar("acme")
                .decoder("acme", "return Match.LIKELY;", decode)
                .rule("acme", rule)
                .write(folder);
        Path state = Files.write(folder.resolve("data"), new byte[] {9});
        String target = profile("\"driver\": \"acme\", \"facts\": {\"n\": 2}");
        CommandRun run = check("--plugin-path=" + folder, "--decoder=acme", "--target=" + target, state.toString());
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stdout().contains("[plugin.acme.failed]"), run.stdout());
        assertTrue(run.stdout().contains("device data (acme): not known to be compatible"), run.stdout());
    }

    @Test
    void controlCharacters_areEscapedOnTerminal() throws IOException {
        String hostile = "\\u001b[31m\\u0007\\u202e\\n";
        List<String> profiles = List.of(
                profile("\"driver\": \"" + hostile + "\""),
                profile("\"driver\": \"mtty\", \"facts\": {\"nr_ports\": \"" + hostile + "\"}"),
                profile("\"pci\": \"" + hostile + "\""));
        for (String profile : profiles) {
            CommandRun run = check(TWO_UARTS, "--target=" + profile);
            String all = run.stdout() + run.stderr();
            assertFalse(all.replace("\n", "").matches("(?s).*[^ -~].*"), all);
        }
    }

    @ParameterizedTest
    @CsvSource({"migstream.profile/2, 4", "migstream.profile/, 4", "migstream.check/1, 3", "another, 3"})
    void profileOfAnotherVersion_isUnsupported(String schema, int exit) throws IOException {
        Path file = Files.writeString(folder.resolve("target.json"), "{\"schema\": \"" + schema + "\"}");
        CommandRun run = check(TWO_UARTS, "--target=" + file);
        assertEquals(exit, run.exit(), run.stderr());
        assertTrue(run.stderr().contains("unsupported schema \"" + schema + "\""), run.stderr());
    }

    private String profile(String members) throws IOException {
        Path file = Files.createTempFile(folder, "target", ".json");
        Files.writeString(file, "{\"schema\": \"migstream.profile/1\", " + members + "}");
        return file.toString();
    }

    private static CommandRun check(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!all.get(0).equals("inspect")) {
            all.add(0, "check");
        }
        return CommandRun.of(InputStream.nullInputStream(), all.toArray(String[]::new));
    }
}
