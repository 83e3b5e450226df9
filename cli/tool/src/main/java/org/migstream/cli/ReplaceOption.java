// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.migstream.stream.SectionKey;

/**
 * The value of {@code --replace} or {@code --replace-data}: {@code IDSTR=STREAM}. Both parts may contain {@code =}, because QEMU builds an
 * idstr from the names of buses and a file can have any name. The parser therefore tries every {@code =}.
 *
 * @param device the name of the device whose state is replaced
 * @param stream the name of the input with the new state
 */
record ReplaceOption(String device, String stream) {
    /**
     * Parses the option. The text before the {@code =} is the idstr of a VFIO device or else its short name. If more than
     * one {@code =} is possible, the text after the {@code =} must be the name of an existing input.
     *
     * @param option the name of the option
     * @param exists returns whether an input with this name exists
     * @throws IllegalArgumentException if no interpretation or more than one is possible
     */
    static ReplaceOption of(String option, String text, Predicate<String> exists) {
        List<ReplaceOption> interpretations = new ArrayList<>();
        for (int sign = text.indexOf('=', 1); sign >= 0; sign = text.indexOf('=', sign + 1)) {
            interpretations.add(new ReplaceOption(text.substring(0, sign), text.substring(sign + 1)));
        }
        if (interpretations.isEmpty()) {
            throw new IllegalArgumentException(option + " requires a device and a stream: IDSTR=STREAM");
        }
        List<ReplaceOption> candidates =
                interpretations.stream().filter(ReplaceOption::hasIdstr).toList();
        if (candidates.isEmpty()) {
            candidates = interpretations;
        }
        if (candidates.size() > 1) {
            List<ReplaceOption> existing = candidates.stream()
                    .filter(interpretation -> exists.test(interpretation.stream))
                    .toList();
            candidates = existing.isEmpty() ? candidates : existing;
        }
        if (candidates.size() != 1) {
            throw new IllegalArgumentException(option + " " + text + ": this can mean "
                    + describeInterpretations(candidates) + "; rename the stream");
        }
        return candidates.get(0);
    }

    private boolean hasIdstr() {
        return new SectionKey(device.replaceFirst("/\\d+$", ""), 0).isVfio();
    }

    private static String describeInterpretations(List<ReplaceOption> interpretations) {
        return interpretations.stream()
                .map(interpretation -> "'" + interpretation.device + "' from '" + interpretation.stream + "'")
                .collect(Collectors.joining(", or "));
    }
}
