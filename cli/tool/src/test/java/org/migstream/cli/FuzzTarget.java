// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.migstream.stream.Captures;
import org.migstream.stream.Mutant;

/** A kind of hostile input: sound examples to change, and the commands that read it. */
enum FuzzTarget {
    /** The stream of a VM. */
    STREAM(HostileInput.STREAM_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            List<byte[]> seeds = new ArrayList<>();
            for (String name : Captures.names().toList()) {
                byte[] bytes = Captures.bytes(name);
                if (bytes.length <= MAX_SEED && !name.contains(".chan")) {
                    seeds.add(bytes);
                }
            }
            return seeds;
        }
    },
    /** The recording of a multifd channel or of a return path. */
    CHANNEL(HostileInput.CHANNEL_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            return List.of(
                    Captures.bytes("multifd-two-channels.chan1"),
                    Captures.bytes("multifd-two-channels.chan2"),
                    Captures.bytes("switchover-ack.chan0.return"));
        }
    },
    /** A compressed stream, or an image of libvirt or QEMU. */
    CONTAINER(HostileInput.STREAM_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            return files("samples/containers", "");
        }
    },
    /** The profile of a target device. */
    PROFILE(HostileInput.PROFILE_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            return files("samples/profiles", ".json");
        }
    },
    /** The state of a device, in a stream that has nothing else. */
    STATE(HostileInput.STREAM_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            List<byte[]> seeds = new ArrayList<>();
            try (Stream<Path> files = Files.walk(Path.of("samples/vendor-cases"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".bin"))
                        .sorted()
                        .toList()) {
                    if (Files.size(file) <= MAX_STATE) {
                        seeds.add(saved(file));
                    }
                }
            }
            return seeds;
        }
    },
    /** A log. */
    LOG(HostileInput.LOG_COMMANDS) {
        @Override
        List<byte[]> seeds() throws IOException {
            return files("samples/logs", ".log");
        }
    };

    private static final int MAX_SEED = 1 << 20;
    private static final int MAX_STATE = 1 << 14;

    private final List<String> commands;

    FuzzTarget(List<String> commands) {
        this.commands = commands;
    }

    /** Returns sound inputs of this kind. */
    abstract List<byte[]> seeds() throws IOException;

    /** Returns the commands for an input of this kind. */
    List<String> commands() {
        return commands;
    }

    /** Returns the directory with the inputs of this kind that once broke a law or were thought up to break one. */
    Path corpus() {
        return Path.of("cli/tool/src/test/resources/corpus", name().toLowerCase(Locale.ROOT));
    }

    /** Writes the main stream to which the channels of {@link #CHANNEL} belong. */
    static Path writeMain(Path folder) throws IOException {
        return Files.write(folder.resolve("main"), Captures.bytes("multifd-two-channels.chan0"));
    }

    private static List<byte[]> files(String folder, String suffix) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.filter(path -> path.toString().endsWith(suffix))
                    .filter(path -> !path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= MAX_SEED) {
                    contents.add(Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }

    /** Returns a stream with a state; its driver is that of the directory, in which the plugins know it. */
    private static byte[] saved(Path state) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                InputStream.nullInputStream(),
                out,
                err,
                "save",
                "--force",
                "sim:raw,pci=" + pciId(state) + ",data=" + state);
        if (status != 0) {
            throw new UncheckedIOException(new IOException(state + ": " + err));
        }
        return out.toByteArray();
    }

    private static String pciId(Path state) {
        return switch (state.getParent().getFileName().toString()) {
            case "mlx5" -> "15b3:101e";
            case "hisi_acc" -> "19e5:a256";
            case "virtio" -> "1af4:1041";
            case "qat" -> "8086:4941";
            case "xe" -> "8086:e20b";
            case "mtty" -> "4348:3253";
            default -> "1234:5678";
        };
    }

    /** Changes a sound input, or takes it as it is. */
    static byte[] change(byte[] seed, Random random) {
        return random.nextInt(50) == 0 ? seed : Mutant.of(seed, random);
    }

    /** Runs all commands of this kind on an input. */
    void runAll(HostileInput hostile, byte[] input) throws IOException {
        for (String command : commands) {
            hostile.run(command, input, false);
            hostile.run(command, input, true);
        }
    }
}
