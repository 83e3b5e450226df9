// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.migstream.vfio.Errno;

/**
 * The option values of a simulated device, by name. Every error is an {@link IllegalArgumentException} that names the
 * device, the option and the valid values.
 */
final class OptionValues {
    private static final String UNITS = "KMGT";
    private static final Pattern NUMBER = Pattern.compile("0x([0-9a-fA-F]{1,15})|(\\d{1,18})([" + UNITS + "]?)");

    private final String deviceName;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private OptionValues(String deviceName) {
        this.deviceName = deviceName;
    }

    /**
     * An option of a simulated device, {@code name=value}.
     *
     * @param name the option's name
     * @param valueSyntax the syntax of the value
     * @param description the effect of the option, in a few words
     */
    record SimulatedOption(String name, String valueSyntax, String description) {}

    /**
     * A value that applies a number of times, such as {@code TEXT*2}. Without a number it always applies.
     *
     * @param text the value without the number
     * @param count the number of times; {@link Long#MAX_VALUE} for always
     */
    record RepeatCount(String text, long count) {}

    /**
     * Parses options.
     *
     * @param deviceName the device, for messages
     * @param words {@code option=value} each
     */
    static OptionValues of(String deviceName, List<String> words) {
        OptionValues options = new OptionValues(deviceName);
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(deviceName + ": '" + word + "' is not option=value");
            }
            options.values
                    .computeIfAbsent(word.substring(0, equals), name -> new ArrayList<>())
                    .add(word.substring(equals + 1));
        }
        return options;
    }

    /** Checks that each given option is allowed. */
    void requireKnown(List<SimulatedOption> allowed) {
        List<String> names = allowed.stream().map(SimulatedOption::name).toList();
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        deviceName + " has no option " + name + ", only " + String.join(", ", names));
            }
        }
    }

    /** Returns the given values of some options, as text. */
    Map<String, String> givenValues(List<SimulatedOption> among) {
        Map<String, String> given = new LinkedHashMap<>();
        for (SimulatedOption option : among) {
            value(option).ifPresent(value -> given.put(option.name(), value));
        }
        return given;
    }

    /** Returns all values of an option that may be repeated. */
    List<String> values(SimulatedOption option) {
        return values.getOrDefault(option.name(), List.of());
    }

    /** Returns the value of an option that may be given once. */
    Optional<String> value(SimulatedOption option) {
        List<String> all = values(option);
        if (all.size() > 1) {
            throw new IllegalArgumentException(deviceName + ": duplicate option " + option.name());
        }
        return all.stream().findFirst();
    }

    /**
     * Returns the number of an option, or the default if the option is not given. 64K is 65536 (also M, G, T); 0x41 is
     * 65.
     */
    long number(SimulatedOption option, long min, long max, long defaultValue) {
        return value(option).map(value -> number(option, value, min, max)).orElse(defaultValue);
    }

    /** Parses a number that is a part of an option's value. */
    long number(SimulatedOption option, String value, long min, long max) {
        Matcher matcher = NUMBER.matcher(value);
        if (matcher.matches()) {
            boolean hex = matcher.group(1) != null;
            int unit = hex || matcher.group(3).isEmpty() ? 0 : UNITS.indexOf(matcher.group(3)) + 1;
            long number = hex ? Long.parseLong(matcher.group(1), 16) : Long.parseLong(matcher.group(2));
            if (number <= max >> 10 * unit && number << 10 * unit >= min) {
                return number << 10 * unit;
            }
        }
        throw invalidValue(option, value, "a number from " + min + " to " + max + ", such as 4096, 64K or 0x40");
    }

    /** Returns the value of an option, which must be one of {@code words}; the default if the option is not given. */
    String choice(SimulatedOption option, List<String> words, String defaultValue) {
        return value(option)
                .map(value -> {
                    if (!words.contains(value)) {
                        throw invalidValue(option, value, String.join(" or ", words));
                    }
                    return value;
                })
                .orElse(defaultValue);
    }

    /** Parses the name of an error. */
    Errno errno(SimulatedOption option, String value, String name) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalidValue(
                        option,
                        value,
                        "one of the errors "
                                + Arrays.stream(Errno.values()).map(Errno::name).collect(Collectors.joining(", "))));
    }

    /** Splits a value of the form {@code TEXT*COUNT}. */
    RepeatCount repeatCount(SimulatedOption option, String value) {
        int star = value.indexOf('*');
        return star < 0
                ? new RepeatCount(value, Long.MAX_VALUE)
                : new RepeatCount(
                        value.substring(0, star), number(option, value.substring(star + 1), 1, Integer.MAX_VALUE));
    }

    /** Returns the exception for an invalid value. */
    IllegalArgumentException invalidValue(SimulatedOption option, String value, String expected) {
        return new IllegalArgumentException(deviceName + ": " + option.name() + "=" + value + " is not " + expected);
    }
}
