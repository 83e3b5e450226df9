// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the lines for git in {@code cli/docs/recipes.md} in a real repository. */
class GitRecipeTest {
    @TempDir
    private Path folder;

    private Path repository;

    @BeforeEach
    void makeRepository() throws IOException, InterruptedException {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v git >/dev/null")
                                .start()
                                .waitFor()
                        == 0,
                "no git");
        repository = Files.createDirectory(folder.resolve("repository"));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path launcher = folder.resolve("migstream");
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec " + System.getProperty("java.home") + "/bin/java -cp '" + classPath
                        + "' org.migstream.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        shell("git init -q . && git config user.name x && git config user.email x@localhost");
        shell(recipe());
        Path stream = repository.resolve("vm.qevm");
        Files.copy(Path.of("samples/vendor-cases/mtty/valid-2port-a.bin"), stream);
        shell("git add . && git commit -qm one");
        Files.write(stream, Files.readAllBytes(Path.of("samples/vendor-cases/mtty/valid-1port-a.bin")));
    }

    private static String recipe() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("cli/docs/recipes.md"));
        int first = lines.indexOf("echo '*.qevm diff=migstream' >>.gitattributes");
        return String.join("\n", lines.subList(first, first + 3));
    }

    @Test
    void gitDiff_showsFields() throws IOException, InterruptedException {
        String output = shell("git diff");
        assertTrue(output.contains("-    nr_ports                     2\n"), output);
        assertTrue(output.contains("+    nr_ports                     1\n"), output);
    }

    /** A device with a longer state moves all that follows, which is not a difference. */
    @Test
    void gitDiffOfVms_showsOnlyTheDeviceThatDiffers() throws IOException, InterruptedException {
        String one = "samples/streams/q35-two-uarts.qevm";
        String other = "samples/streams/pc-two-devices-paused.qevm.zst";
        Path stream = repository.resolve("vm.qevm");
        Files.copy(Path.of(one), stream, StandardCopyOption.REPLACE_EXISTING);
        shell("git add . && git commit -qm whole");
        CommandRun convert = CommandRun.of(
                InputStream.nullInputStream(),
                "convert",
                "--replace=00:01.0=" + donor(other),
                "-o",
                folder.resolve("changed").toString(),
                one);
        assertEquals(0, convert.exit(), convert::stderr);
        Files.copy(folder.resolve("changed"), stream, StandardCopyOption.REPLACE_EXISTING);
        String output = shell("git diff -U0");
        assertTrue(output.lines().count() < 80, output);
        assertFalse(output.contains("fields of"), output);
    }

    @Test
    void optionWithoutAList_isUsageError() {
        String stream = "samples/streams/q35-two-uarts.qevm";
        assertEquals(2, inspect("--no-offsets", stream).exit());
        assertEquals(2, inspect("--no-offsets", "--fields", "--json", stream).exit());
        String page = folder.resolve("page").toString();
        assertEquals(
                2,
                inspect("--no-offsets", "--fields", "--html", "-o", page, stream)
                        .exit());
        String list = inspect("--no-offsets", "--all", stream).stdout();
        assertFalse(list.contains(stream), list);
        assertFalse(list.contains("offset"), list);
        assertTrue(list.contains("END_OF_STATE"), list);
        assertEquals(0, inspect("--no-offsets", "--sections", stream).exit());
    }

    /** The offset of the damage moves with the length of all that is before it. */
    @ParameterizedTest
    @ValueSource(strings = {"truncated-by-crash.qevm.zst", "lab/q35-six-damaged.qevm.zst"})
    void damage_hasNoOffset(String stream) {
        CommandRun run = inspect("--no-offsets", "--all", "samples/streams/" + stream);
        assertFalse(run.stdout().contains(" at 0x"), run::stdout);
        assertFalse(run.stdout().contains("after 0x"), run::stdout);
        assertTrue(run.exit() == 1 || run.exit() == 3, run::stdout);
    }

    private static CommandRun inspect(String... options) {
        List<String> words = new ArrayList<>(List.of("inspect"));
        words.addAll(List.of(options));
        return CommandRun.of(InputStream.nullInputStream(), words.toArray(String[]::new));
    }

    /** Makes a stream with only one device, of another state than that of the samples with one device. */
    private String donor(String stream) {
        String file = folder.resolve("donor").toString();
        CommandRun extract =
                CommandRun.of(InputStream.nullInputStream(), "extract", "--device=00:03.0", "-o", file, stream);
        assertEquals(0, extract.exit(), extract::stderr);
        return file;
    }

    @Test
    void gitDifftool_printsSameAsDiff() throws IOException, InterruptedException {
        String output = shell("git difftool -y -t migstream");
        assertTrue(output.contains("    nr_ports: 2 -> 1\n"), output);
    }

    private String shell(String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line);
        builder.directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + File.pathSeparator + path);
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("GIT_PAGER", "cat");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), line + "\n" + output);
        return output;
    }
}
