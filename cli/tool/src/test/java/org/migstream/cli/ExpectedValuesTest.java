// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.report.JsonTree;
import org.migstream.stream.Captures;

/** Compares reports of the captures, as file, pipe and .zst, with the values of an independent reader. */
class ExpectedValuesTest {
    @TempDir
    private Path folder;

    /** Returns each input with its channels. */
    static Stream<Arguments> captures() throws IOException {
        List<String> names = Captures.names().toList();
        return names.stream()
                .filter(name -> !name.matches(".*\\.chan[1-9]|.*\\.return|.*\\.qcpr"))
                .map(name -> Arguments.of(
                        name,
                        names.stream()
                                .filter(other -> name.endsWith(".chan0")
                                        && !other.equals(name)
                                        && other.matches(name.replace(".chan0", "\\.chan[1-9]")))
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportOfFile_hasExpectedValues(String input, List<String> channels) throws IOException {
        List<String> words = new ArrayList<>(List.of(decompress(input)));
        for (String channel : channels) {
            words.add("--channel=" + decompress(channel));
        }
        compare(input, new byte[0], words);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportOfPipe_hasExpectedValues(String input, List<String> channels) throws IOException {
        List<String> words = new ArrayList<>(List.of("-"));
        channels.forEach(channel -> words.add("--channel=" + compressedName(channel)));
        compare(input, Captures.bytes(input), words);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportOfCompressedFile_hasExpectedValues(String input, List<String> channels) throws IOException {
        List<String> words = new ArrayList<>();
        // The order of the channels must not matter: the indexes in the packets define the order.
        channels.forEach(channel -> words.add(0, "--channel=" + compressedName(channel)));
        words.add(compressedName(input));
        compare(input, new byte[0], words);
    }

    private static void compare(String input, byte[] stdin, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of("inspect", "--json", "--digest"));
        command.addAll(words);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(new ByteArrayInputStream(stdin), out, err, command.toArray(String[]::new));

        Object expected = JsonTree.parse(Files.readString(Captures.expected(input)));
        Object actual = JsonTree.parse(out.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), JsonTree.differences(expected, actual));
        boolean truncated = input.startsWith("truncated");
        // The devices of options/ have the PCI ids of virtio, but random bytes as their states.
        boolean badState = input.matches("lab/q35-(mixed|six-damaged).*|options/.*");
        assertEquals(truncated ? 3 : badState ? 1 : 0, status);
        assertEquals(truncated, err.size() > 0);
    }

    private static String compressedName(String name) {
        return "samples/streams/" + name + ".zst";
    }

    private String decompress(String name) throws IOException {
        Path file = folder.resolve(Path.of(name).getFileName());
        Files.write(file, Captures.bytes(name));
        return file.toString();
    }
}
