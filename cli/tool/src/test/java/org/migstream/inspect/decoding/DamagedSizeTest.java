// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.plugin.StateField;
import org.migstream.plugin.StateStructure;

/**
 * The law for damaged sizes: whatever byte of a size, count, type or flag of a sound state is changed, no byte of the
 * content is in the redacted state.
 */
class DamagedSizeTest {
    /** The names of fields that decide where content begins and ends. */
    private static final String BORDER_FIELDS =
            ".*(size|len|length|count|sect|nr_|type|tag|flags|kind|magic|version|major|minor|key|id|qm_state).*";

    private static final int MAX_PASSES = 4;

    /** The number of changes of each state and pattern; {@code -Dchanges=N} makes more. */
    private static final int CHANGES = Integer.getInteger("changes", 40);

    private static final String TEXT = "the secret of a guest ";

    /** The vendors whose states have no border: all bytes are content. */
    private static final Set<String> WITHOUT_BORDERS = Set.of("pds");

    static Stream<String> vendors() throws IOException {
        return RedactedStateTest.states().map(RedactedStateTest::vendorOf).distinct();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void changedBorder_showsNoContent(String vendor) throws IOException {
        int examined = 0;
        try (Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT)) {
            PluginDecoder decoder = plugins.decoder(vendor).orElseThrow();
            for (Path file : RedactedStateTest.states()
                    .filter(state -> RedactedStateTest.vendorOf(state).equals(vendor))
                    .toList()) {
                byte[] state = Files.readAllBytes(file);
                for (boolean isText : new boolean[] {false, true}) {
                    examined += changeBorders(decoder, state, isText, file + (isText ? " with text: " : ": "));
                }
            }
        }
        assertEquals(WITHOUT_BORDERS.contains(vendor), examined == 0, vendor + ": " + examined + " changes examined");
    }

    /** Returns the number of changes that were examined: 0 if the state has no border, or if its content is in doubt. */
    private static int changeBorders(PluginDecoder decoder, byte[] state, boolean isText, String name)
            throws IOException {
        boolean[] content = RedactedStateTest.contentOf(decoder, state);
        byte[] marked = mark(decoder, state, content, isText);
        List<Integer> bytes = isInDoubt(decoder, marked) ? List.of() : borderBytes(decoder, marked);
        if (bytes.isEmpty()) {
            return 0;
        }
        Random random = new Random(state.length);
        for (int i = 0; i < CHANGES; i++) {
            int at = bytes.get(random.nextInt(bytes.size()));
            byte[] damaged = marked.clone();
            damaged[at] = change(damaged[at], random);
            requireNoContent(decoder, content, damaged, name + at + "=" + damaged[at]);
        }
        return CHANGES;
    }

    /** A byte becomes a little smaller or larger, or any other. */
    private static byte change(byte value, Random random) {
        int step = 1 + random.nextInt(random.nextBoolean() ? 4 : 255);
        return (byte) (random.nextBoolean() ? value + step : value - step);
    }

    private static void requireNoContent(PluginDecoder decoder, boolean[] content, byte[] damaged, String name)
            throws IOException {
        try (RedactedState redacted = redact(decoder, damaged);
                InputStream in = redacted.open()) {
            byte[] bytes = in.readAllBytes();
            assertEquals(damaged.length, bytes.length, name);
            for (int i = 0; i < bytes.length; i++) {
                assertTrue(!content[i] || bytes[i] == 0, name + " shows " + i);
            }
        }
    }

    /** Of a state with a finding, it is not known what is content. */
    private static boolean isInDoubt(PluginDecoder decoder, byte[] state) throws IOException {
        try (RedactedState redacted = redact(decoder, state)) {
            return redacted.zeroFrom().isPresent();
        }
    }

    private static RedactedState redact(PluginDecoder decoder, byte[] state) throws IOException {
        return RedactedState.redact(decoder, () -> new ByteArrayInputStream(state));
    }

    /** Replaces the content by a pattern, and writes the checksums of the pattern. */
    private static byte[] mark(PluginDecoder decoder, byte[] state, boolean[] content, boolean isText)
            throws IOException {
        byte[] marked = state.clone();
        Random random = new Random(11);
        for (int i = 0; i < marked.length; i++) {
            if (content[i]) {
                marked[i] = (byte) (isText ? TEXT.charAt(i % TEXT.length()) : 1 + random.nextInt(255));
            }
        }
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            try (StateStructure structure = new StateStructure()) {
                decoder.decode(new ByteArrayInputStream(marked), structure).close();
                structure
                        .wrongNumbers()
                        .forEach(
                                (offset, bytes) -> System.arraycopy(bytes, 0, marked, offset.intValue(), bytes.length));
            }
        }
        return marked;
    }

    private static List<Integer> borderBytes(PluginDecoder decoder, byte[] state) throws IOException {
        TreeSet<Integer> bytes = new TreeSet<>();
        try (DecodedState decoded = decoder.decode(new ByteArrayInputStream(state), false)) {
            decoded.fields().forEach(field -> {
                String name = field.path().substring(field.path().lastIndexOf('.') + 1);
                if (field.kind() != StateField.Kind.OPAQUE && name.matches(BORDER_FIELDS)) {
                    IntStream.range(0, (int) field.length()).forEach(i -> bytes.add((int) field.offset() + i));
                }
            });
        }
        return List.copyOf(bytes);
    }
}
