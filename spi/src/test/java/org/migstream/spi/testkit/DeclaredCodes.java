// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.migstream.spi.DriverError;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** Checks the declarations of a plugin, and that its decoders and rules report only declared codes. */
final class DeclaredCodes {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern ERRNO = Pattern.compile("E[A-Z0-9]+");
    private static final Pattern SENTENCE = Pattern.compile("[^\\p{Lu}\\p{Cc}][^\\p{Cc}]{0,298}[^.\\p{Cc}]");

    private final List<FindingCode> declared = new ArrayList<>(FindingCode.COMMON);

    DeclaredCodes(VendorPlugin plugin) {
        declared.addAll(plugin.findingCodes());
    }

    /** Fails if the code of the finding is not declared, or only with a lower severity. */
    void check(Finding finding, Supplier<String> what) {
        boolean covered = declared.stream()
                .anyMatch(code ->
                        code.code().equals(finding.code()) && code.severity().compareTo(finding.severity()) >= 0);
        assertTrue(
                covered,
                () -> what.get() + ": " + finding.code() + " is reported as " + finding.severity()
                        + ", but findingCodes() does not declare that");
    }

    /** Fails if a declaration of the plugin does not have its form. */
    static void checkDeclarations(VendorPlugin plugin) {
        Set<List<Object>> keys = new HashSet<>();
        for (FindingCode code : plugin.findingCodes()) {
            assertTrue(CODE.matcher(code.code()).matches(), code::toString);
            assertTrue(code.category().isForPlugins(), () -> code + ": plugins cannot use this category");
            assertTrue(keys.add(List.of(code.code(), code.category())), () -> code + " is declared twice");
            assertSentence(code.meaning());
            code.action().ifPresent(DeclaredCodes::assertSentence);
        }
        List<String> decoders =
                plugin.decoders().stream().map(StateDecoder::name).toList();
        for (DriverError error : plugin.driverErrors()) {
            assertTrue(decoders.contains(error.decoderName()), () -> error + ": the plugin has no such decoder");
            assertTrue(ERRNO.matcher(error.errno()).matches(), error::toString);
            assertFalse(error.operations().isEmpty(), error::toString);
            assertSentence(error.cause());
            error.action().ifPresent(DeclaredCodes::assertSentence);
        }
    }

    private static void assertSentence(String text) {
        assertTrue(SENTENCE.matcher(text).matches(), () -> "\"" + text + "\" does not match " + SENTENCE);
    }
}
