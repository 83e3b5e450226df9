// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.migstream.convert.SectionSelector;

/**
 * What {@code --replace} takes: {@code IDSTR=STREAM}. Both may have {@code =} in them: the name of a device is a path of
 * QEMU's, which has whatever its buses are called, and a file is called anything. So it is read as it makes sense.
 *
 * @param device whose state is replaced
 * @param stream by its state in that input
 */
record ReplaceOption(SectionSelector device, String stream) {
    /**
     * Reads it: in front of the {@code =} stands the idstr of a VFIO device and, if that leaves a choice, behind it an
     * input that exists.
     *
     * @throws IllegalArgumentException with the reason, if it makes no sense or more than one
     */
    static ReplaceOption of(String text, Predicate<String> exists) {
        List<ReplaceOption> readings = new ArrayList<>();
        for (int sign = text.indexOf('='); sign >= 0; sign = text.indexOf('=', sign + 1)) {
            readings.add(new ReplaceOption(new SectionSelector(text.substring(0, sign)), text.substring(sign + 1)));
        }
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("--replace names a device and a stream: IDSTR=STREAM");
        }
        List<ReplaceOption> sensible =
                readings.stream().filter(reading -> reading.device.isVfio()).toList();
        if (sensible.size() > 1) {
            List<ReplaceOption> there = sensible.stream()
                    .filter(reading -> exists.test(reading.stream))
                    .toList();
            sensible = there.isEmpty() ? sensible : there;
        }
        if (sensible.size() != 1) {
            throw new IllegalArgumentException("--replace " + text + ": "
                    + (sensible.isEmpty()
                            ? "no VFIO device is called " + describeCandidates(readings, " or ")
                                    + " (they are called .../vfio)"
                            : "is it " + describeCandidates(sensible, ", or ") + "? Rename the stream"));
        }
        return sensible.get(0);
    }

    private static String describeCandidates(List<ReplaceOption> readings, String or) {
        boolean several = or.startsWith(",");
        return readings.stream()
                .map(reading -> "'" + reading.device.text() + "'" + (several ? " out of '" + reading.stream + "'" : ""))
                .collect(Collectors.joining(or));
    }
}
