// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ResourceLines;
import org.migstream.stream.Configuration;

/**
 * The subsections that each QEMU from a version on has. QEMU writes a subsection only if the state of the device needs
 * it, and loads it whenever it has it ({@code vmstate_subsection_load} in migration/vmstate.c). So a target may load a
 * subsection that its own stream does not show. The table {@code subsections.txt} names the sources.
 */
final class KnownSubsections {
    private static final Map<String, QemuVersion> SINCE = read();

    private KnownSubsections() {}

    /**
     * Returns whether a QEMU has a subsection. It is at least as new as its machine type, and at least QEMU 5.2, the
     * oldest version that migstream knows.
     *
     * @param configuration of a stream of this QEMU; null if it has none
     */
    static boolean contains(String subsection, @Nullable Configuration configuration) {
        QemuVersion since = SINCE.get(subsection);
        return since != null && QemuVersion.oldestOf(configuration).isAtLeast(since);
    }

    private static Map<String, QemuVersion> read() {
        Map<String, QemuVersion> since = new HashMap<>();
        for (String line : ResourceLines.read(KnownSubsections.class, "subsections.txt")) {
            int space = line.indexOf(' ');
            since.put(line.substring(space + 1), QemuVersion.parse(line.substring(0, space)));
        }
        return since;
    }
}
