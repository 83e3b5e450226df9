// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a message comes from.
 *
 * @param program {@code QEMU}, {@code libvirt} or {@code Linux}
 * @param versions the versions that print the message in this wording: {@code 5.2..10.1}; an open end is not known
 * @param file the source file
 * @param function the function that prints it
 */
public record MessageSource(String program, String versions, String file, String function) {
    private static final Pattern FORM = Pattern.compile(
            "(QEMU|libvirt|Linux) ((?:[0-9.]*[0-9])?\\.\\.(?:[0-9.]*[0-9])?|[0-9.]*[0-9]) (\\S+) (\\S+)");

    /**
     * Reads the form {@code PROGRAM VERSIONS FILE FUNCTION}.
     *
     * @throws IllegalStateException if the text does not have this form
     */
    static MessageSource parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("'from' is not PROGRAM VERSIONS FILE FUNCTION: " + text);
        }
        return new MessageSource(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
    }
}
