// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.migstream.stream.SectionKey;
import org.migstream.vfio.Errno;

/**
 * A known message that was found in a text.
 *
 * @param message the known message
 * @param text the matching part of the text
 * @param groups the values of the groups that the text contains
 * @param position the index of the match in the text
 */
record MessageMatch(KnownMessage message, String text, Map<String, String> groups, int position) {
    private static final int HEX = 16;

    /** Returns the meaning with the values of the text. */
    String meaning() {
        return fillIn(message.meaning());
    }

    /** Returns the advice for the device that the message names, with the values of the text. */
    String advice() {
        boolean vfio = group("idstr")
                .filter(idstr -> new SectionKey(idstr, 0).isVfio())
                .isPresent();
        return fillIn(vfio ? (message.advice() + ' ' + message.vfioAdvice()).strip() : message.advice());
    }

    private String fillIn(String template) {
        String text = template;
        for (Map.Entry<String, String> group : groups.entrySet()) {
            text = text.replace("{" + group.getKey() + "}", group.getValue());
        }
        return text;
    }

    /** Returns the value of a group; empty if the text does not contain it. */
    Optional<String> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** Returns the value of a required group of at most 8 hexadecimal digits. */
    int hexInt(String name) {
        return Integer.parseUnsignedInt(group(name).orElseThrow(), HEX);
    }

    /** Returns the value of a required group of at most 16 hexadecimal digits. */
    long hexLong(String name) {
        return Long.parseUnsignedLong(group(name).orElseThrow(), HEX);
    }

    /** Returns the value of a decimal group; empty if the text does not contain it. */
    OptionalLong decimal(String name) {
        return groups.containsKey(name) ? OptionalLong.of(Long.parseLong(groups.get(name))) : OptionalLong.empty();
    }

    /** Returns the instance id, which messages write in decimal or in hexadecimal. */
    OptionalLong instanceId() {
        return groups.containsKey("instancehex") ? OptionalLong.of(hexLong("instancehex")) : decimal("instance");
    }

    /** Returns the errno, which messages write as a text or as a number. */
    OptionalInt errno() {
        Optional<String> error = group("error");
        if (error.isPresent()) {
            return OptionalInt.of(Errno.ofMessage(error.get()).number());
        }
        OptionalLong number = decimal("number");
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
