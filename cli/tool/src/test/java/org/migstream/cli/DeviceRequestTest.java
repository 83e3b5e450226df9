// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel requests a device back that a command keeps open. */
@Timeout(120)
class DeviceRequestTest {
    private static final String REQUEST =
            "the kernel requests the device back: its driver is being unbound, or the" + " device is being removed";

    @TempDir
    private Path directory;

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @BeforeEach
    void saveTwoDevices() {
        CommandRun saved = run(
                "save", "-o", path("stream"), "a/vfio=sim:mtty@" + path("a"), "b/vfio=sim:mtty,scr0=0x41@" + path("b"));
        assertEquals(0, saved.exit(), saved.stderr());
    }

    private CommandRun restore(String a, String b, String... options) {
        String[] words = new String[options.length + 7];
        System.arraycopy(
                new String[] {
                    "restore",
                    "-i",
                    path("stream"),
                    "--map",
                    "a/vfio=sim:mtty" + a + "@" + path("c"),
                    "--map",
                    "b/vfio=sim:mtty" + b + "@" + path("d")
                },
                0,
                words,
                0,
                7);
        System.arraycopy(options, 0, words, 7, options.length);
        return run(words);
    }

    @Test
    void heldDevices_areReleasedOneByOne() throws IOException {
        CommandRun held =
                restore(",request-after=0", ",request-after=1", "--hold", "--on-error", "stop", "--report", path("r"));
        assertEquals(6, held.exit(), held.stderr());
        for (String device : new String[] {"0@" + path("c"), "1@" + path("d")}) {
            assertTrue(
                    held.stderr()
                            .contains("migstream: sim:mtty,request-after=" + device + ": " + REQUEST
                                    + "; it was closed, and the restored state is lost unless another process has the"
                                    + " device open\n"),
                    held.stderr());
        }
        String report = Files.readString(directory.resolve("r"));
        assertEquals(2, report.split("\"released\" : true", -1).length - 1, report);
        assertEquals(2, report.split("\"left\" : null", -1).length - 1, report);
        assertTrue(report.contains("\"result\" : \"failed\""), report);
        assertFalse(report.contains("left in"), report);
    }

    @Test
    void runningRestore_isNamedOnce() {
        CommandRun run = restore(",request-after=0", "", "--run");
        assertEquals(0, run.exit(), run.stderr());
        // The restore may be done before the request comes.
        assertTrue(run.stderr().lines().count() <= 1, run.stderr());
    }

    @Test
    void longSave_endsAfterTimeout() throws IOException {
        CommandRun run =
                run("save", "--timeout", "3", "-o", path("big"), "sim:bulk,size=4T,request-after=0@" + path("bulk"));
        assertEquals(6, run.exit(), run.stderr());
        assertTrue(
                run.stderr().contains(REQUEST + "; the save may take at most another 3 s (--timeout)\n"), run.stderr());
        assertTrue(
                run.stderr()
                        .endsWith(REQUEST + ", and the save was not done 3 s later; allow more with --timeout; left in"
                                + " RUNNING\n"),
                run.stderr());
        assertEquals(2, run.stderr().lines().count(), run.stderr());
        assertFalse(Files.exists(directory.resolve("big")));
        try (var files = Files.list(directory)) {
            assertEquals(4, files.count(), "no part of the stream is left");
        }
    }
}
