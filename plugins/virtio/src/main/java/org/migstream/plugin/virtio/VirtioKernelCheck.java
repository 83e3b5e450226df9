// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.spi.Comparison;

/**
 * Whether the target's kernel has {@code drivers/vfio/pci/virtio/migrate.c}: 6.12 has not, 7.2 has. Of those in between
 * nothing is said for certain, because they were not read.
 */
final class VirtioKernelCheck {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?!\\d).*", Pattern.DOTALL);
    private static final int MINORS = 10_000;
    private static final int LAST_WITHOUT = version(6, 12);
    private static final int FIRST_WITH = version(7, 2);

    private VirtioKernelCheck() {}

    static void check(Comparison comparison) {
        Optional<String> kernel = comparison.target().kernel();
        Matcher release = RELEASE.matcher(kernel.orElse(""));
        if (!release.matches()) {
            comparison.note(
                    "KERNEL_UNKNOWN",
                    "the target's kernel is not known; before 7.2 virtio_vfio_pci may not migrate",
                    Optional.empty(),
                    kernel);
            return;
        }
        int version = version(Integer.parseInt(release.group(1)), Integer.parseInt(release.group(2)));
        String code = "NO_MIGRATION_SUPPORT";
        if (version <= LAST_WITHOUT) {
            comparison.incompatible(code, "virtio_vfio_pci of that kernel has no migration", Optional.empty(), kernel);
        } else if (version < FIRST_WITH) {
            comparison.unknown(
                    code, "virtio_vfio_pci has migration in 7.2, maybe not in that kernel", Optional.empty(), kernel);
        }
    }

    private static int version(int major, int minor) {
        return major * MINORS + minor;
    }
}
