// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.explain.DeclaredCode;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.JsonTree;

/** Tests {@code explain} with the codes of findings. The transcript {@code explain-codes.txt} shows the texts. */
class ExplainCodesTest {
    private static CommandRun run(String... args) {
        return CommandRun.of(InputStream.nullInputStream(), args);
    }

    @Test
    void list_hasTheCodesOfMigstreamAndOfPlugins() throws IOException {
        List<Map<?, ?>> codes = listedCodes();
        assertEquals(
                Set.of("code", "severity", "category", "plugin", "meaning", "action"),
                codes.get(0).keySet());
        Set<Object> plugins = codes.stream().map(code -> code.get("plugin")).collect(Collectors.toSet());
        assertTrue(
                plugins.containsAll(List.of("hisi_acc", "mlx5", "mtty", "pds", "qat", "v1", "virtio", "xe")),
                () -> "" + plugins);
        assertEquals(
                1,
                codes.stream()
                        .filter(code -> "stream.truncated".equals(code.get("code")) && code.get("plugin") == null)
                        .count());
    }

    private static List<Map<?, ?>> listedCodes() throws IOException {
        CommandRun run = run("explain", "--codes", "--json");
        assertEquals(0, run.exit(), run.stderr());
        Map<?, ?> document = (Map<?, ?>) JsonTree.parse(run.stdout());
        assertEquals("migstream.codes/1", document.get("schema"));
        List<Map<?, ?>> codes = new ArrayList<>();
        ((List<?>) document.get("codes")).forEach(code -> codes.add((Map<?, ?>) code));
        return codes;
    }

    @Test
    void table_hasOneLineForEachCode() throws IOException {
        CommandRun run = run("explain", "--codes");
        assertEquals(0, run.exit(), run.stderr());
        assertEquals(1 + listedCodes().size(), run.stdout().lines().count());
    }

    @Test
    void everyListedCode_isFound() throws IOException {
        try (Plugins plugins = Plugins.load(PluginPath.EMPTY, Plugins.DEFAULT_TIMEOUT)) {
            for (DeclaredCode code : DeclaredCode.all(plugins.loaded())) {
                assertTrue(
                        DeclaredCode.find(code.declaration().code(), plugins.loaded())
                                .contains(code),
                        code::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Stream.truncated", "stream.truncated ", "error stream.truncated", "stream", "bad_magic"})
    void textThatIsNotExactlyACode_isAMessage(String text) {
        CommandRun run = run("explain", text);
        assertEquals(1, run.exit(), run.stderr());
        assertTrue(run.stdout().startsWith("This message is not known."), run.stdout());
    }

    @Test
    void codeWithStream_isAMessage() {
        CommandRun run = run("explain", "stream.truncated", "samples/streams/q35-two-uarts.qevm");
        assertEquals(1, run.exit(), run.stderr());
    }
}
