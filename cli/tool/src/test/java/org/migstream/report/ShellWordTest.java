// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vm.qevm",
                "a b",
                "it's",
                "$HOME `id` \"x\" \\",
                "*",
                "~",
                "#x",
                "disk.qcow2#before update",
                "a;b&c|d<e>f(g)!",
                "\u4e2d\u6587",
                "line\nfeed",
                "\u001b[31m1",
                "\t'\\\u202e7",
                "a\u00a0b",
                "",
                "{a,b}",
                "[a]"
            })
    void quotedWord_isTheSameWordForShell(String word) throws IOException, InterruptedException {
        String quoted = ShellWord.quote(word);
        assertEquals(
                -1,
                quoted.chars()
                        .filter(c -> !PrintableText.isPrintable(c))
                        .findFirst()
                        .orElse(-1));
        Process shell = new ProcessBuilder("bash", "-c", "printf %s " + quoted)
                .redirectErrorStream(true)
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor());
        assertEquals(word, printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm.qevm", "/tmp/vm-1.qevm.zst", "0000:00:01.0/vfio", "file:x,offset=4096", "vm#1"})
    void plainWord_isNotQuoted(String word) {
        assertEquals(word, ShellWord.quote(word));
    }
}
