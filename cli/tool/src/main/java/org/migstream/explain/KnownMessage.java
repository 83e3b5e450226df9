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
 * @param weight how much it tells
 * @param says its forms, found anywhere in a text whose white space is single blanks
 * @param lookups what a stream answers about it
 * @param means with the groups of its forms in braces
 * @param advice what to do
 * @param ofVfio what is added to the advice if the device that it names is a VFIO device; empty for nothing
 */
record KnownMessage(
        String id,
        Weight weight,
        List<Pattern> says,
        List<LookupName> lookups,
        String means,
        String advice,
        String ofVfio) {
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-z]+)>");

    /** Copies that nobody can change. */
    KnownMessage {
        says = List.copyOf(says);
        lookups = List.copyOf(lookups);
    }

    /** The names of the groups of a form. */
    static Set<String> groups(Pattern form) {
        Set<String> names = new LinkedHashSet<>();
        Matcher group = GROUP.matcher(form.pattern());
        while (group.find()) {
            names.add(group.group(1));
        }
        return names;
    }
}
