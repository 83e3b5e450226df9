// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The QEMU releases that could have written a stream. A stream does not contain the version of QEMU, but its content
 * narrows the range.
 *
 * @param oldest the oldest release that fits all clues; null without a bound
 * @param newest the newest release that fits all clues; null without a bound
 * @param evidence one sentence for each clue, with the bound that it sets
 */
public record QemuVersionRange(
        @Nullable QemuVersion oldest, @Nullable QemuVersion newest, List<String> evidence) {
    /** Makes an unmodifiable copy of the list. */
    public QemuVersionRange {
        evidence = List.copyOf(evidence);
    }

    /** Returns whether the clues contradict each other, so that no known QEMU release fits. */
    public boolean isContradictory() {
        return oldest != null && newest != null && oldest.compareTo(newest) > 0;
    }

    @Override
    public String toString() {
        if (isContradictory()) {
            return "no known QEMU";
        }
        if (oldest == null) {
            return newest == null ? "any QEMU" : "QEMU " + newest + " or older";
        }
        if (newest == null) {
            return "QEMU " + oldest + " or newer";
        }
        return oldest.equals(newest) ? "QEMU " + oldest : "QEMU " + oldest + " to " + newest;
    }

    /** A release of QEMU: major and minor number. Formats and machine types do not change within it. */
    public record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {
        private static final Pattern MACHINE = Pattern.compile(".*-(\\d{1,3})\\.(\\d{1,3})");

        /**
         * Returns the release that introduced a versioned machine type such as {@code pc-q35-10.0}; empty for other
         * names.
         */
        public static Optional<QemuVersion> ofMachineType(String machine) {
            Matcher matcher = MACHINE.matcher(machine);
            return matcher.matches()
                    ? Optional.of(
                            new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        }

        @Override
        public int compareTo(QemuVersion other) {
            return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }
}
