// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.migstream.stream.SectionKey;
import org.migstream.vfio.Errno;

/**
 * A message that was found in a text.
 *
 * @param message which one
 * @param text as it stands there
 * @param groups its numbers and names; one that the text leaves out is not in it
 * @param position in the text
 */
record MessageMatch(KnownMessage message, String text, Map<String, String> groups, int position) {
    private static final int HEX = 16;

    /** The meaning with the message's own numbers. */
    String meaning() {
        return fillIn(message.meaning());
    }

    /** The advice likewise, which is for the device that the message names. */
    String advice() {
        boolean vfio = groups.containsKey("idstr") && new SectionKey(groups.get("idstr"), 0).isVfio();
        return fillIn(vfio ? (message.advice() + ' ' + message.vfioAdvice()).strip() : message.advice());
    }

    private String fillIn(String template) {
        String text = template;
        for (Map.Entry<String, String> group : groups.entrySet()) {
            text = text.replace("{" + group.getKey() + "}", group.getValue());
        }
        return text;
    }

    /** A group, null if it is not there. */
    String group(String name) {
        return groups.get(name);
    }

    /** A group of at most 8 hexadecimal digits that must be there; its forms bound it. */
    int hexInt(String name) {
        return Integer.parseUnsignedInt(groups.get(name), HEX);
    }

    /** A group of at most 16 hexadecimal digits that must be there; its forms bound it. */
    long hexLong(String name) {
        return Long.parseUnsignedLong(groups.get(name), HEX);
    }

    /** A decimal group; empty if it is not there. */
    OptionalLong decimal(String name) {
        return groups.containsKey(name) ? OptionalLong.of(Long.parseLong(groups.get(name))) : OptionalLong.empty();
    }

    /** The instance id, in whichever base the message writes it. */
    OptionalLong instanceId() {
        return groups.containsKey("instancehex") ? OptionalLong.of(hexLong("instancehex")) : decimal("instance");
    }

    /** The errno, as a text or as a number. */
    OptionalInt errno() {
        if (groups.containsKey("error")) {
            return OptionalInt.of(Errno.ofMessage(groups.get("error")).number());
        }
        OptionalLong number = decimal("number");
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
