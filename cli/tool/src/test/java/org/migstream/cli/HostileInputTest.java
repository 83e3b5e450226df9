// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.stream.Captures;

/** Each run of {@link HostileInput} is judged for itself, and its time by the size of its input. */
class HostileInputTest {
    private static final byte[] GARBAGE = "QEVMgarbage".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void outputOfEarlierRun_isNotTakenForAResult() throws IOException {
        HostileInput hostile = new HostileInput(folder, FuzzTarget.writeMain(folder));
        Files.writeString(folder.resolve("out"), "left by a run that broke a law");
        hostile.run("convert -o OUT IN", GARBAGE, false);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    /** A device that an earlier run left, here one that cannot be used, does not decide about the next run. */
    @Test
    void deviceOfEarlierRun_isNotUsed() throws IOException {
        HostileInput hostile = new HostileInput(folder, FuzzTarget.writeMain(folder));
        Files.writeString(folder.resolve("device"), "not the state of a device");
        hostile.run("restore --dry-run -i IN sim:mtty@DEVICE", Captures.bytes("q35-two-uarts.qevm"), false);
        assertFalse(Files.exists(folder.resolve("device")));
    }

    @Test
    void leftFile_breaksTheLaw() throws IOException {
        HostileInput hostile = new HostileInput(folder, FuzzTarget.writeMain(folder));
        Files.writeString(folder.resolve("temporary"), "");
        assertThrows(AssertionError.class, () -> hostile.run("inspect IN", GARBAGE, false));
    }

    @Test
    void maximumTime_growsWithTheInput() {
        byte[] large = new byte[1 << 20];
        System.arraycopy(GARBAGE, 0, large, 0, 4);
        assertTrue(HostileInput.maxMillis(GARBAGE) >= 10_000);
        assertTrue(HostileInput.maxMillis(GARBAGE) < 11_000);
        assertTrue(HostileInput.maxMillis(large) > HostileInput.maxMillis(GARBAGE));
    }
}
