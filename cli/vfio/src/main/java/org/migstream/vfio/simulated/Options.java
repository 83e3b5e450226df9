// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device is told on the command line, by name. Every failure is an {@link IllegalArgumentException} that names
 * the device, the option and what would do.
 */
final class Options {
    private static final String UNITS = "KMGT";
    private static final Pattern NUMBER = Pattern.compile("0x([0-9a-fA-F]{1,15})|(\\d{1,18})([" + UNITS + "]?)");

    private final String device;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Options(String device) {
        this.device = device;
    }

    /**
     * @param device for messages
     * @param words each {@code option=value}
     */
    static Options of(String device, List<String> words) {
        Options options = new Options(device);
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(device + ": '" + word + "' is no option=value");
            }
            options.values
                    .computeIfAbsent(word.substring(0, equals), name -> new ArrayList<>())
                    .add(word.substring(equals + 1));
        }
        return options;
    }

    /** Refuses options that are not among these. */
    void allow(List<Option> allowed) {
        List<String> names = allowed.stream().map(Option::name).toList();
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        device + " has no option " + name + ", only " + String.join(", ", names));
            }
        }
    }

    /** Those of these names that were given, as they were written. */
    Map<String, String> given(List<Option> among) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Option option : among) {
            text(option).ifPresent(value -> given.put(option.name(), value));
        }
        return given;
    }

    /** All values of an option that may be given more than once. */
    List<String> all(Option option) {
        return values.getOrDefault(option.name(), List.of());
    }

    /** The value of an option that may be given once. */
    Optional<String> text(Option option) {
        List<String> all = all(option);
        if (all.size() > 1) {
            throw new IllegalArgumentException(device + ": " + option.name() + " is given " + all.size() + " times");
        }
        return all.stream().findFirst();
    }

    /** A number, or the default; 64K is 65536, and so on with M, G and T; 0x41 is 65. */
    long number(Option option, long least, long most, long otherwise) {
        return text(option).map(value -> number(option, value, least, most)).orElse(otherwise);
    }

    /** The number that a part of an option's value is. */
    long number(Option option, String value, long least, long most) {
        Matcher matcher = NUMBER.matcher(value);
        if (matcher.matches()) {
            boolean hex = matcher.group(1) != null;
            int unit = hex || matcher.group(3).isEmpty() ? 0 : UNITS.indexOf(matcher.group(3)) + 1;
            long number = hex ? Long.parseLong(matcher.group(1), 16) : Long.parseLong(matcher.group(2));
            if (number <= most >> 10 * unit && number << 10 * unit >= least) {
                return number << 10 * unit;
            }
        }
        throw wrong(option, value, "a number from " + least + " to " + most + ", such as 4096, 64K or 0x40");
    }

    /** One of some words, or the default. */
    String word(Option option, List<String> words, String otherwise) {
        return text(option)
                .map(value -> {
                    if (!words.contains(value)) {
                        throw wrong(option, value, String.join(" or ", words));
                    }
                    return value;
                })
                .orElse(otherwise);
    }

    /** What to throw for a value that will not do. */
    IllegalArgumentException wrong(Option option, String value, String expected) {
        return new IllegalArgumentException(device + ": " + option.name() + "=" + value + " is not " + expected);
    }
}
