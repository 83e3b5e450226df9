// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Separates a message from the streams after it; a comma separates the words here. */
class MessageWordsTest {
    private static final Set<String> FILES = Set.of("vm.qevm", "other.qevm", "Bad", "-");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stream.truncated                            | stream.truncated            |
            load of migration failed: Bad address       | load of migration failed: Bad address |
            load,of,migration,failed                    | load of migration failed    |
            load,of,migration,failed,vm.qevm            | load of migration failed    | vm.qevm
            load,of,migration,failed,vm.qevm,other.qevm | load of migration failed    | vm.qevm,other.qevm
            load,failed,./missing,/tmp/missing          | load failed                 | ./missing,/tmp/missing
            0000:00:01.0/vfio,failed                    | 0000:00:01.0/vfio failed    |
            Bad,vm.qevm,address                         | Bad vm.qevm address         |
            Bad                                         | Bad                         |
            Bad address,vm.qevm                         | Bad address                 | vm.qevm
            Bad address,missing.qevm                    | Bad address                 | missing.qevm
            -,vm.qevm                                   | -                           | vm.qevm
            -                                           | -                           |
            Bad,-                                       | Bad                         | -
            """)
    void messageEndsBeforeTheStreams(String words, String message, String streams) {
        MessageWords parsed = MessageWords.of(List.of(words.split(",")), FILES::contains);
        assertEquals(message, parsed.message());
        assertEquals(streams == null ? List.of() : List.of(streams.split(",")), parsed.streams());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vm.qevm            |
            vm.qevm,other.qevm | other.qevm
            vm.qevm,./missing  | ./missing
            """)
    void firstFile_hasTheMessage(String words, String streams) {
        MessageWords parsed = MessageWords.of(List.of(words.split(",")), FILES::contains);
        assertEquals("vm.qevm", parsed.message());
        assertTrue(parsed.isFile());
        assertEquals(streams == null ? List.of() : List.of(streams.split(",")), parsed.streams());
    }
}
