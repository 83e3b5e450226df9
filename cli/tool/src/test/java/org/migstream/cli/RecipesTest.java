// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs or verifies the blocks in {@code cli/docs/recipes.md} with the programs that are installed. */
@Tag("programs")
class RecipesTest {
    private static final Path PAGE = Path.of("cli/docs/recipes.md");
    private static final String SOUND =
            Path.of("samples/streams/q35-two-uarts.qevm").toAbsolutePath().toString();
    private static final String TRUNCATED = Path.of("samples/streams/truncated-by-crash.qevm.zst")
            .toAbsolutePath()
            .toString();

    @TempDir
    private Path folder;

    private Path bin;

    /** The status and the output of a program. */
    private record Result(int status, String output) {}

    @BeforeEach
    void makePrograms() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        program(
                "migstream",
                "exec " + System.getProperty("java.home") + "/bin/java -cp '" + classPath
                        + "' org.migstream.cli.Main \"$@\"");
    }

    private Path program(String name, String script) throws IOException {
        Path file =
                Files.writeString(bin.resolve(name), script.startsWith("#!") ? script : "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Returns the block whose first line ends with these words. */
    private static String block(String words) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int start = 0;
        while (!(lines.get(start).startsWith("```") && lines.get(start).endsWith(words))) {
            start++;
        }
        int end = start + 1;
        while (!lines.get(end).equals("```")) {
            end++;
        }
        return String.join("\n", lines.subList(start + 1, end)) + "\n";
    }

    private Result run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + File.pathSeparator + path);
        // Ansible refuses other encodings, and locales that are not installed.
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private void assumeInstalled(String program) throws IOException, InterruptedException {
        assumeTrue(run("sh", "-c", "command -v " + program).status() == 0, "no " + program);
    }

    @Test
    void unsoundImage_isNotRestored() throws IOException, InterruptedException {
        program("virsh", "echo \"virsh $*\"");
        String script =
                program("restore-checked", block("script=restore-checked")).toString();
        Result sound = run(script, SOUND);
        assertEquals(0, sound.status(), sound.output());
        assertTrue(sound.output().contains("virsh restore " + SOUND), sound.output());
        Result truncated = run(script, TRUNCATED);
        assertEquals(3, truncated.status(), truncated.output());
        assertFalse(truncated.output().contains("virsh restore"), truncated.output());
    }

    @Test
    void sandbox_hidesFiles() throws IOException, InterruptedException {
        assumeInstalled("bwrap");
        assumeTrue(run("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true").status() == 0, "no sandbox");
        // The classes and libraries are outside of /usr.
        String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .map(entry -> " --ro-bind " + entry + " " + entry)
                .collect(Collectors.joining());
        String home = System.getProperty("java.home");
        String script = program(
                        "sandboxed",
                        block("script=migstream-sandboxed")
                                .replace(
                                        "--tmpfs /tmp ",
                                        "--tmpfs /tmp" + classes + " --ro-bind " + home + " " + home + " --ro-bind "
                                                + bin + " " + bin + " ")
                                .replace("/usr/bin/migstream", bin + "/migstream"))
                .toString();
        assertEquals(0, run("sh", "-c", script + " check <" + SOUND).status());
        assertEquals(3, run("sh", "-c", script + " check <" + TRUNCATED).status());
        Result hidden = run(script, "inspect", PAGE.toAbsolutePath().toString());
        assertEquals(5, hidden.status(), hidden.output());
        assertTrue(hidden.output().contains("no such file"), hidden.output());
    }

    @Test
    void unit_isValid() throws IOException, InterruptedException {
        assumeInstalled("systemd-analyze");
        String name = "migstream-check@.service";
        Path unit = Files.writeString(
                folder.resolve(name), block("unit=" + name).replace("/usr/bin/migstream", bin + "/migstream"));
        Result result = run("systemd-analyze", "verify", "--man=no", unit.toString());
        assertEquals(0, result.status(), result.output());
        assertFalse(result.output().contains(name), result.output());
    }

    @Test
    void play_isValid() throws IOException, InterruptedException {
        assumeInstalled("ansible-playbook");
        Path play = Files.writeString(folder.resolve("restore.yml"), block("play=restore.yml"));
        Result result = run("ansible-playbook", "--syntax-check", play.toString());
        assertEquals(0, result.status(), result.output());
    }

    @Test
    void metrics_haveALineForEachStream() throws IOException, InterruptedException {
        assumeInstalled("jq");
        String script =
                program("stream-metrics", block("script=stream-metrics")).toString();
        Path odd = Files.copy(Path.of(SOUND), folder.resolve("odd \"name\".qevm"));
        Path output = folder.resolve("out.prom");
        run(script, output.toString(), SOUND, TRUNCATED, odd.toString());
        List<String> lines = Files.readAllLines(output);
        assertEquals(5, lines.size(), lines::toString);
        assertEquals("migstream_sound{file=\"" + SOUND + "\"} 1", lines.get(2));
        assertEquals("migstream_sound{file=\"" + TRUNCATED + "\"} 0", lines.get(3));
        assertEquals("migstream_sound{file=\"" + folder + "/odd \\\"name\\\".qevm\"} 1", lines.get(4));
    }

    @Test
    void logOfPod_isExplained() throws IOException, InterruptedException {
        program("kubectl", """
                cat <<'LOG'
                {"component":"virt-launcher","level":"info","msg":"starting","pos":"virt-launcher.go:1"}
                {"component":"virt-launcher","level":"error","msg":"internal error: QEMU unexpectedly closed the monitor (vm='x'): qemu-kvm: get_pci_config_device: Bad config data: i=0x34 read: 84 device: 98 cmask: ff wmask: 0 w1cmask:0","pos":"qemuMonitorIO:576","subcomponent":"libvirt"}
                LOG
                """);
        Result result = run("sh", "-c", block("```sh"));
        assertEquals(0, result.status(), result.output());
        assertTrue(result.output().startsWith("get_pci_config_device: Bad config data: i=0x34"), result.output());
    }
}
