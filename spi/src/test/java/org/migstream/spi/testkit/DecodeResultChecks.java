// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Checks the rules that hold for the result of every decoding, whether the state is valid or damaged. */
final class DecodeResultChecks {
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_]+(\\[(\\d+|[A-Za-z0-9_]+=[A-Za-z0-9_.:-]+(,\\d+)?)\\])?");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern MESSAGE = Pattern.compile("[^\\p{Lu}\\p{Cc}][^\\p{Cc}]*[^.\\p{Cc}]");
    private static final Pattern FACT = Pattern.compile("[A-Za-z0-9_#]+(\\.[A-Za-z0-9_#]+)*");
    private static final int MAX_EXTRA_FINDINGS = 16;

    private DecodeResultChecks() {}

    static void check(DecodeResult decoded, long length, Supplier<String> what) {
        checkFieldsContiguous(decoded, length, what);
        checkNames(decoded, what);
        decoded.findings().forEach(finding -> checkFinding(finding, length, what));
        boolean explained = decoded.unread() == 0 || decoded.worst() != Severity.INFO;
        assertTrue(explained, () -> what.get() + ": bytes at the end are unread, and no finding explains the reason");
        int limit = MAX_EXTRA_FINDINGS + decoded.fields().size();
        assertTrue(decoded.findings().size() <= limit, () -> what.get() + ": more findings than fields");
    }

    private static void checkFieldsContiguous(DecodeResult decoded, long length, Supplier<String> what) {
        long next = 0;
        for (DecodeResult.DecodedField leaf : decoded.fields()) {
            assertEquals(next, leaf.field().offset(), () -> what.get() + ": offset of " + leaf);
            next += leaf.field().length();
        }
        assertEquals(length, next, () -> what.get() + ": end of the last field");
    }

    private static void checkNames(DecodeResult decoded, Supplier<String> what) {
        assertTrue(decoded.repeated().isEmpty(), () -> what.get() + ": names occur twice: " + decoded.repeated());
        for (String name : decoded.names()) {
            assertMatches(NAME, name, what);
        }
        for (String key : decoded.facts().all().keySet()) {
            assertMatches(FACT, key, what);
        }
    }

    private static void checkFinding(Finding finding, long length, Supplier<String> what) {
        assertMatches(CODE, finding.code(), what);
        assertMatches(MESSAGE, finding.message(), what);
        long offset = finding.offset().orElse(0);
        assertTrue(offset >= 0 && offset <= length, () -> what.get() + ": outside of the state: " + finding);
    }

    private static void assertMatches(Pattern pattern, String text, Supplier<String> what) {
        assertTrue(pattern.matcher(text).matches(), () -> what.get() + ": \"" + text + "\" does not match " + pattern);
    }
}
