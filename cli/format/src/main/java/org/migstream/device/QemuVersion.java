// SPDX-License-Identifier: Apache-2.0
package org.migstream.device;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of QEMU: major and minor number. Formats and machine types do not change within it. */
public record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {
    private static final Pattern MACHINE = Pattern.compile(".*-(\\d{1,3})\\.(\\d{1,3})");

    /** Returns the release that introduced a versioned machine type such as {@code pc-q35-10.0}; empty for other names. */
    public static Optional<QemuVersion> ofMachineType(String machine) {
        Matcher matcher = MACHINE.matcher(machine);
        return matcher.matches()
                ? Optional.of(new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(QemuVersion other) {
        return Comparator.comparingInt(QemuVersion::major)
                .thenComparingInt(QemuVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
