// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Output of the human monitor. */
record MonitorText(String text) {
    /** Returns all matches. Fails if there is none, because the pattern is then out of date. */
    List<MatchResult> all(String regex) {
        List<MatchResult> results = Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .collect(Collectors.toList());
        assertTrue(!results.isEmpty(), () -> "no " + regex + " in " + text);
        return results;
    }

    /** Returns the value of a hexadecimal group. */
    static long hex(MatchResult match, int group) {
        return Long.parseUnsignedLong(match.group(group), 16);
    }
}
