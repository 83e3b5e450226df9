// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code messages.txt}.
 *
 * @param id the name of the entry
 * @param role whether the message contains the cause
 * @param patterns the regular expressions of the message; they are matched to a text in which each whitespace is one
 *     space
 * @param lookups the lookups in a stream
 * @param meaning what the message means, with the names of groups in braces
 * @param advice what to do, with the names of groups in braces
 * @param vfioAdvice added to the advice if the message names a VFIO device; may be empty
 */
record KnownMessage(
        String id,
        MessageRole role,
        List<Pattern> patterns,
        List<Lookup> lookups,
        String meaning,
        String advice,
        String vfioAdvice) {
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-z]+)>");

    /** Copies the lists. */
    KnownMessage {
        patterns = List.copyOf(patterns);
        lookups = List.copyOf(lookups);
    }

    /** Whether a message contains the cause of the failure. The messages are explained in the order of these roles. */
    enum MessageRole {
        /** The message contains the cause of the failure. */
        CAUSE,
        /** The message contains only the place where the failure was noticed. */
        PLACE,
        /** The message reports only that something failed. */
        RESULT
    }

    /** Returns the names of the groups of a pattern. */
    static Set<String> groupNames(Pattern pattern) {
        Set<String> names = new LinkedHashSet<>();
        Matcher group = GROUP.matcher(pattern.pattern());
        while (group.find()) {
            names.add(group.group(1));
        }
        return names;
    }
}
