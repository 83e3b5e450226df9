// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.migstream.convert.SectionSelector;

/**
 * The value of {@code --replace} or {@code --replace-data}: {@code IDSTR=STREAM}. Both parts may contain {@code =}, because QEMU builds an
 * idstr from the names of buses and a file can have any name. The parser therefore tries every {@code =}.
 *
 * @param device the device whose state is replaced
 * @param stream the name of the input with the new state
 */
record ReplaceOption(SectionSelector device, String stream) {
    /**
     * Parses the option. The text before the {@code =} must be the idstr of a VFIO device. If this is true for more
     * than one {@code =}, the text after the {@code =} must be the name of an existing input.
     *
     * @param option the name of the option
     * @param exists returns whether an input with this name exists
     * @throws IllegalArgumentException if no interpretation or more than one is possible
     */
    static ReplaceOption of(String option, String text, Predicate<String> exists) {
        List<ReplaceOption> interpretations = new ArrayList<>();
        for (int sign = text.indexOf('='); sign >= 0; sign = text.indexOf('=', sign + 1)) {
            interpretations.add(
                    new ReplaceOption(new SectionSelector(text.substring(0, sign)), text.substring(sign + 1)));
        }
        if (interpretations.isEmpty()) {
            throw new IllegalArgumentException(option + " requires a device and a stream: IDSTR=STREAM");
        }
        List<ReplaceOption> candidates = interpretations.stream()
                .filter(interpretation -> interpretation.device.isVfio())
                .toList();
        if (candidates.size() > 1) {
            List<ReplaceOption> existing = candidates.stream()
                    .filter(interpretation -> exists.test(interpretation.stream))
                    .toList();
            candidates = existing.isEmpty() ? candidates : existing;
        }
        if (candidates.size() != 1) {
            throw new IllegalArgumentException(option + " " + text + ": "
                    + (candidates.isEmpty()
                            ? "no VFIO device is called " + describeDevices(interpretations) + " (names of VFIO"
                                    + " devices end in /vfio)"
                            : "this can mean " + describeInterpretations(candidates) + "; rename the stream"));
        }
        return candidates.get(0);
    }

    private static String describeDevices(List<ReplaceOption> interpretations) {
        return interpretations.stream()
                .map(interpretation -> "'" + interpretation.device.text() + "'")
                .collect(Collectors.joining(" or "));
    }

    private static String describeInterpretations(List<ReplaceOption> interpretations) {
        return interpretations.stream()
                .map(interpretation -> "'" + interpretation.device.text() + "' from '" + interpretation.stream + "'")
                .collect(Collectors.joining(", or "));
    }
}
