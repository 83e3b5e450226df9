// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Configuration;

/** A version of QEMU. */
record QemuVersion(int major, int minor) {
    /** The version at the end of the name of a machine type, such as {@code pc-q35-10.0}. */
    private static final Pattern VERSIONED_MACHINE = Pattern.compile(".*-(\\d{1,4})\\.(\\d{1,4})");

    /** The oldest version of which migstream knows the facts. */
    private static final QemuVersion OLDEST = new QemuVersion(5, 2);

    /** Parses two numbers with a dot between them. */
    static QemuVersion parse(String text) {
        String[] parts = text.split("\\.", -1);
        return new QemuVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /**
     * Returns the oldest QEMU that may have a machine: a QEMU is at least as new as its machine types.
     *
     * @param configuration of a stream of the machine; null if it has none
     */
    static QemuVersion oldestOf(@Nullable Configuration configuration) {
        Matcher machine = VERSIONED_MACHINE.matcher(configuration == null ? "" : configuration.machine());
        if (!machine.matches()) {
            return OLDEST;
        }
        QemuVersion version = new QemuVersion(Integer.parseInt(machine.group(1)), Integer.parseInt(machine.group(2)));
        return version.isAtLeast(OLDEST) ? version : OLDEST;
    }

    boolean isAtLeast(QemuVersion other) {
        return major != other.major ? major > other.major : minor >= other.minor;
    }
}
