// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of the table {@code messages.txt}.
 *
 * @param id names it
 * @param role how much it tells
 * @param patterns its forms, found anywhere in a text whose white space is single blanks
 * @param lookups what a stream answers about it
 * @param meaning with the groups of its forms in braces
 * @param advice what to do
 * @param vfioAdvice what is added to the advice if the device that it names is a VFIO device; empty for nothing
 */
record KnownMessage(
        String id,
        MessageRole role,
        List<Pattern> patterns,
        List<LookupName> lookups,
        String meaning,
        String advice,
        String vfioAdvice) {
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-z]+)>");

    /** Copies that nobody can change. */
    KnownMessage {
        patterns = List.copyOf(patterns);
        lookups = List.copyOf(lookups);
    }

    /** The names of the groups of a form. */
    static Set<String> groupNames(Pattern form) {
        Set<String> names = new LinkedHashSet<>();
        Matcher group = GROUP.matcher(form.pattern());
        while (group.find()) {
            names.add(group.group(1));
        }
        return names;
    }
}
