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
final class OptionValues {
    private static final String UNITS = "KMGT";
    private static final Pattern NUMBER = Pattern.compile("0x([0-9a-fA-F]{1,15})|(\\d{1,18})([" + UNITS + "]?)");

    private final String deviceName;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private OptionValues(String device) {
        this.deviceName = device;
    }

    /**
     * @param device for messages
     * @param words each {@code option=value}
     */
    static OptionValues of(String device, List<String> words) {
        OptionValues options = new OptionValues(device);
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
    void requireKnown(List<SimulatedOption> allowed) {
        List<String> names = allowed.stream().map(SimulatedOption::name).toList();
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        deviceName + " has no option " + name + ", only " + String.join(", ", names));
            }
        }
    }

    /** Those of these names that were given, as they were written. */
    Map<String, String> givenValues(List<SimulatedOption> among) {
        Map<String, String> given = new LinkedHashMap<>();
        for (SimulatedOption option : among) {
            value(option).ifPresent(value -> given.put(option.name(), value));
        }
        return given;
    }

    /** All values of an option that may be given more than once. */
    List<String> values(SimulatedOption option) {
        return values.getOrDefault(option.name(), List.of());
    }

    /** The value of an option that may be given once. */
    Optional<String> value(SimulatedOption option) {
        List<String> all = values(option);
        if (all.size() > 1) {
            throw new IllegalArgumentException(
                    deviceName + ": " + option.name() + " is given " + all.size() + " times");
        }
        return all.stream().findFirst();
    }

    /** A number, or the default; 64K is 65536, and so on with M, G and T; 0x41 is 65. */
    long number(SimulatedOption option, long least, long most, long otherwise) {
        return value(option).map(value -> number(option, value, least, most)).orElse(otherwise);
    }

    /** The number that a part of an option's value is. */
    long number(SimulatedOption option, String value, long least, long most) {
        Matcher matcher = NUMBER.matcher(value);
        if (matcher.matches()) {
            boolean hex = matcher.group(1) != null;
            int unit = hex || matcher.group(3).isEmpty() ? 0 : UNITS.indexOf(matcher.group(3)) + 1;
            long number = hex ? Long.parseLong(matcher.group(1), 16) : Long.parseLong(matcher.group(2));
            if (number <= most >> 10 * unit && number << 10 * unit >= least) {
                return number << 10 * unit;
            }
        }
        throw invalidValue(option, value, "a number from " + least + " to " + most + ", such as 4096, 64K or 0x40");
    }

    /** One of some words, or the default. */
    String choice(SimulatedOption option, List<String> words, String otherwise) {
        return value(option)
                .map(value -> {
                    if (!words.contains(value)) {
                        throw invalidValue(option, value, String.join(" or ", words));
                    }
                    return value;
                })
                .orElse(otherwise);
    }

    /** What to throw for a value that will not do. */
    IllegalArgumentException invalidValue(SimulatedOption option, String value, String expected) {
        return new IllegalArgumentException(deviceName + ": " + option.name() + "=" + value + " is not " + expected);
    }
}
