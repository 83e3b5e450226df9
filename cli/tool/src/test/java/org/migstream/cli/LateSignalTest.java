// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command in a process that a signal is ending prints nothing and does not change the exit status. */
class LateSignalTest {
    private static final int STATUS = 143;

    @TempDir
    private Path folder;

    /** The process of a test: its end begins before the command, and takes until the command has ended. */
    static final class EndingProcess {
        private EndingProcess() {}

        /** @param args the words after {@code migstream} */
        public static void main(String[] args) {
            Thread command = new Thread(() -> Main.main(args), "command");
            command.setDaemon(true);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                command.start();
                try {
                    command.join(TimeUnit.SECONDS.toMillis(3));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            System.exit(STATUS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "save -o OUT sim:mtty@STATE",
                "probe -o OUT sim:mtty@STATE",
                "convert -o OUT samples/streams/q35-two-uarts.qevm"
            })
    void lateSignal_isQuiet(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndingProcess.class.getName()));
        words.addAll(List.of(command.replace("OUT", folder.resolve("out").toString())
                .replace("STATE", folder.resolve("state").toString())
                .split(" ")));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("", output);
        assertEquals(STATUS, process.waitFor());
    }
}
