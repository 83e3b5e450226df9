// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The streams of the folder {@code check}, with changes of single bytes, and their check against each other. */
final class MachineStreams {
    static final Path FOLDER = Path.of("cli/tool/src/test/resources/check");

    private MachineStreams() {}

    /** Returns a decompressed stream. */
    static byte[] bytes(String name) {
        try (InputStream in = new ZstdInputStream(Files.newInputStream(FOLDER.resolve(name + ".qevm.zst")))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the offset after the first occurrence of a name with its length byte. */
    static int afterName(byte[] stream, String name) {
        byte[] pattern = ((char) name.length() + name).getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at + pattern.length <= stream.length; at++) {
            if (ByteBuffer.wrap(stream, at, pattern.length).equals(ByteBuffer.wrap(pattern))) {
                return at + pattern.length;
            }
        }
        throw new IllegalArgumentException("no name " + name);
    }

    /** Adds a number to a 64-bit word. */
    static void add64(byte[] stream, int at, long summand) {
        ByteBuffer words = ByteBuffer.wrap(stream);
        words.putLong(at, words.getLong(at) + summand);
    }

    /** Checks a stream against a target stream. Both are written to files of the folder. */
    static CommandRun check(Path folder, byte[] stream, byte[] target, String... options) throws IOException {
        Path first = Files.write(folder.resolve("stream"), stream);
        Path second = Files.write(folder.resolve("target"), target);
        String[] words = new String[options.length + 3];
        words[0] = "check";
        System.arraycopy(options, 0, words, 1, options.length);
        words[options.length + 1] = "--target=" + second;
        words[options.length + 2] = first.toString();
        return CommandRun.of(InputStream.nullInputStream(), words);
    }
}
