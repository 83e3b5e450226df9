// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.migstream.convert.SectionSelector;

/**
 * The value of {@code --replace}: {@code IDSTR=STREAM}. Both parts may contain {@code =}, because QEMU builds an
 * idstr from the names of buses and a file can have any name. The parser therefore tries every {@code =}.
 *
 * @param device the device whose state is replaced
 * @param stream the name of the input with the new state
 */
record ReplaceOption(SectionSelector device, String stream) {
    /**
     * Parses the option. The text before the {@code =} must be the idstr of a VFIO device. If this holds for more
     * than one {@code =}, the text after it must be an input that exists.
     *
     * @param exists returns whether an input of a name exists
     * @throws IllegalArgumentException if no reading or more than one reading is possible
     */
    static ReplaceOption of(String text, Predicate<String> exists) {
        List<ReplaceOption> readings = new ArrayList<>();
        for (int sign = text.indexOf('='); sign >= 0; sign = text.indexOf('=', sign + 1)) {
            readings.add(new ReplaceOption(new SectionSelector(text.substring(0, sign)), text.substring(sign + 1)));
        }
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("--replace needs a device and a stream: IDSTR=STREAM");
        }
        List<ReplaceOption> candidates =
                readings.stream().filter(reading -> reading.device.isVfio()).toList();
        if (candidates.size() > 1) {
            List<ReplaceOption> existing = candidates.stream()
                    .filter(reading -> exists.test(reading.stream))
                    .toList();
            candidates = existing.isEmpty() ? candidates : existing;
        }
        if (candidates.size() != 1) {
            throw new IllegalArgumentException("--replace " + text + ": "
                    + (candidates.isEmpty()
                            ? "no VFIO device is called " + describeDevices(readings) + " (their names end in /vfio)"
                            : "this can mean " + describeReadings(candidates) + "; rename the stream"));
        }
        return candidates.get(0);
    }

    private static String describeDevices(List<ReplaceOption> readings) {
        return readings.stream()
                .map(reading -> "'" + reading.device.text() + "'")
                .collect(Collectors.joining(" or "));
    }

    private static String describeReadings(List<ReplaceOption> readings) {
        return readings.stream()
                .map(reading -> "'" + reading.device.text() + "' from '" + reading.stream + "'")
                .collect(Collectors.joining(", or "));
    }
}
