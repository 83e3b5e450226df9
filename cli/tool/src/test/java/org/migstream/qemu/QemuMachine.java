// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An emulated virtual machine of the installed QEMU, without a display and without a guest beyond its firmware. */
final class QemuMachine implements Closeable {
    private static final long LIFETIME_SECONDS = 120;
    private static final long FIRMWARE_MILLIS = 1500;

    private final Path directory;
    private final Process process;
    private final QmpConnection qmp;

    /** Starts a PC. Its stream and its messages are written into {@code directory}. */
    QemuMachine(Path directory, List<String> options) throws IOException {
        this(directory, System.getProperty("qemu.binary", "qemu-system-x86_64"), options);
    }

    /** Starts a machine of any target, given by the QEMU binary. */
    QemuMachine(Path directory, String binary, List<String> options) throws IOException {
        this(directory, binary, options, LIFETIME_SECONDS);
    }

    /** Starts a machine that is killed after some seconds. */
    QemuMachine(Path directory, String binary, List<String> options, long lifetimeSeconds) throws IOException {
        this.directory = directory;
        List<String> command =
                new ArrayList<>(List.of(binary, "-accel", "tcg", "-nodefaults", "-display", "none", "-qmp", "stdio"));
        command.addAll(options);
        Path messages = directory.resolve("stderr");
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(messages.toFile())
                .start();
        CompletableFuture.delayedExecutor(lifetimeSeconds, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try {
            qmp = new QmpConnection(process.getInputStream(), process.getOutputStream());
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + Files.readString(messages), e);
        }
    }

    /** Waits until the firmware has set up the devices, then stops the machine. */
    void runFirmware() throws IOException, InterruptedException {
        Thread.sleep(FIRMWARE_MILLIS);
        qmp.execute("stop", "");
    }

    /** Returns the result of a QMP command without arguments. */
    Object query(String command) throws IOException {
        return qmp.execute(command, "");
    }

    /** Returns the output of a command of the human monitor. */
    String monitor(String command) throws IOException {
        return (String) qmp.execute("human-monitor-command", "\"command-line\": \"" + command + "\"");
    }

    /** Migrates the machine into a file and returns it. */
    Path migrate() throws IOException, InterruptedException {
        Path stream = directory.resolve("stream");
        migrate("exec:cat > " + stream);
        return stream;
    }

    /** Migrates the machine to a listening socket. */
    void migrateTo(Path socket) throws IOException, InterruptedException {
        migrate("unix:" + socket);
    }

    /** Migrates the machine to a URI of QEMU, such as {@code file:PATH}. */
    void migrate(String uri) throws IOException, InterruptedException {
        execute("migrate", "\"uri\": \"" + uri + "\"");
        awaitMigration();
    }

    private void awaitMigration() throws IOException, InterruptedException {
        while (true) {
            Object status = ((Map<?, ?>) query("query-migrate")).get("status");
            if ("completed".equals(status)) {
                return;
            }
            if ("failed".equals(status)) {
                throw new IOException("migration failed: " + query("query-migrate"));
            }
            Thread.sleep(20);
        }
    }

    /** Starts a migration to a URI and switches it to postcopy; returns when it is complete. */
    void migrateWithPostcopy(String uri) throws IOException, InterruptedException {
        execute("migrate", "\"uri\": \"" + uri + "\"");
        execute("migrate-start-postcopy", "");
        awaitMigration();
    }

    /** Runs a QMP command; {@code arguments} are the members of its argument object, in JSON. */
    Object execute(String command, String arguments) throws IOException {
        return qmp.execute(command, arguments);
    }

    /** Turns migration capabilities on. */
    void enableCapabilities(String... names) throws IOException {
        String states = Stream.of(names)
                .map(name -> "{\"capability\": \"" + name + "\", \"state\": true}")
                .collect(Collectors.joining(", "));
        qmp.execute("migrate-set-capabilities", "\"capabilities\": [" + states + "]");
    }

    /** Enables migration over several channels. */
    void setMultifd(int channels, String compression) throws IOException {
        enableCapabilities("multifd");
        qmp.execute(
                "migrate-set-parameters",
                "\"multifd-channels\": " + channels + ", \"multifd-compression\": \"" + compression + "\"");
    }

    /** Waits until a machine that was started with {@code -incoming} has loaded its stream. */
    void awaitIncoming() throws IOException, InterruptedException {
        try {
            while ("inmigrate".equals(((Map<?, ?>) query("query-status")).get("status"))) {
                Thread.sleep(20);
            }
        } catch (IOException e) {
            throw new IOException(messages(), e);
        }
    }

    /** Waits until the process has exited, and returns its status: 128 and a signal, if a signal has ended it. */
    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** Returns the messages that QEMU has printed. */
    String messages() throws IOException {
        return Files.readString(directory.resolve("stderr"), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
