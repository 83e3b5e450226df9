// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.migstream.stream.SectionKey;
import org.migstream.vfio.Errno;

/**
 * A known message that was found in a text.
 *
 * @param message the known message
 * @param wording the wording that the text has
 * @param match the place in the text, and the values
 * @param text the text
 */
record MessageMatch(KnownMessage message, Wording wording, MessageTemplate.Match match, PastedText text) {
    private static final int HEX = 16;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9a-f]{1,40}|0x[0-9a-f]{1,40}");
    private static final int LONG_BITS = 64;

    /** Returns the matching part of the text that the user gave. */
    String originalText() {
        return text.original(match.start(), match.end());
    }

    /** Returns the matching part of the text on one line, without escapes and log prefixes. */
    String flatText() {
        return text.flat().substring(match.start(), match.end());
    }

    /** Returns the index of the first character in the text that the user gave. */
    int originalStart() {
        return text.originalStart(match.start());
    }

    /** Returns the index after the last character in the text that the user gave. */
    int originalEnd() {
        return text.originalEnd(match.end());
    }

    /** Returns the meaning with the values of the text. */
    String meaning() {
        return fillIn(message.meaning());
    }

    /**
     * Returns the advice for the device that the message names, with the values of the text.
     *
     * @param mayConcernVfio whether a message that names no device may be about a VFIO device
     * @param isAlone whether the text has no other line: then the advice is to explain the others, too
     */
    String advice(boolean mayConcernVfio, boolean isAlone) {
        boolean vfio =
                group("idstr").map(idstr -> new SectionKey(idstr, 0).isVfio()).orElse(mayConcernVfio);
        return fillIn(
                Stream.of(isAlone ? message.aloneAdvice() : "", message.advice(), vfio ? message.vfioAdvice() : "")
                        .filter(advice -> !advice.isEmpty())
                        .collect(Collectors.joining(" ")));
    }

    private String fillIn(String template) {
        String filled = template;
        for (Map.Entry<String, String> group : match.values().entrySet()) {
            filled = filled.replace("{" + group.getKey() + "}", group.getValue());
        }
        return filled;
    }

    /** Returns the value of a placeholder; empty if the text does not contain it. */
    Optional<String> group(String name) {
        return Optional.ofNullable(match.values().get(name));
    }

    /** Returns the value of a hexadecimal placeholder; empty if it has more than 64 bits or does not exist. */
    OptionalLong hex(String name) {
        return number(name, HEX);
    }

    /** Returns the value of a hexadecimal placeholder; empty if it is not from 0 to {@code max} or does not exist. */
    OptionalInt hex(String name, int max) {
        OptionalLong value = hex(name);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= max
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    /** Returns the value of a decimal placeholder; empty if it has more than 64 bits or does not exist. */
    OptionalLong decimal(String name) {
        return number(name, 10);
    }

    private OptionalLong number(String name, int radix) {
        Optional<String> value = group(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        boolean hex = value.get().startsWith("0x");
        if (!NUMBER.matcher(value.get()).matches()
                || radix == 10 && !hex && !DECIMAL.matcher(value.get()).matches()) {
            return OptionalLong.empty();
        }
        BigInteger number = new BigInteger(hex ? value.get().substring(2) : value.get(), hex ? HEX : radix);
        return number.bitLength() <= LONG_BITS ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** Returns the value of a hexadecimal placeholder of any length. */
    Optional<BigInteger> bits(String name) {
        return group(name).filter(value -> NUMBER.matcher(value).matches()).map(value -> new BigInteger(value, HEX));
    }

    /** Returns the instance id, which messages write in decimal or in hexadecimal. */
    OptionalLong instanceId() {
        return group("instancehex").isPresent() ? hex("instancehex") : decimal("instance");
    }

    /** Returns the errno, which messages write as a text or as a number. */
    OptionalInt errno() {
        Optional<Errno> error = group("error").flatMap(Errno::ofMessage);
        if (error.isPresent()) {
            return OptionalInt.of(error.get().number());
        }
        OptionalLong number = decimal("number");
        return number.isPresent() && Math.abs(number.getAsLong()) <= Integer.MAX_VALUE
                ? OptionalInt.of((int) Math.abs(number.getAsLong()))
                : OptionalInt.empty();
    }
}
