// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The entry for Jazzer, which changes inputs so that they reach new branches of the code. {@code cli/src/fuzz/run} starts it.
 * The property {@code fuzz.target} names the {@link FuzzTarget}.
 */
public final class GuidedFuzzing {
    private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("fuzz.target", "STREAM"));
    private static final HostileInput HOSTILE = create();

    /** The first byte of an input chooses the command, so that each input has one course. */
    private static final int BYTE_MASK = 0xff;

    private GuidedFuzzing() {}

    private static HostileInput create() {
        try {
            Path folder = Files.createTempDirectory("migstream-fuzz");
            return new HostileInput(folder, FuzzTarget.writeMain(folder));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Runs one command on one input. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        int choice = data[0] & BYTE_MASK;
        byte[] input = new byte[data.length - 1];
        System.arraycopy(data, 1, input, 0, input.length);
        HOSTILE.run(TARGET.commands().get(choice % TARGET.commands().size()), input, choice >= (BYTE_MASK >> 1));
    }

    /** Writes the sound inputs of the target into a directory, as a start for Jazzer. */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        int number = 0;
        for (byte[] seed : TARGET.seeds()) {
            byte[] data = new byte[seed.length + 1];
            data[0] = (byte) number;
            System.arraycopy(seed, 0, data, 1, seed.length);
            Files.write(directory.resolve("seed-" + number++), data);
        }
    }
}
