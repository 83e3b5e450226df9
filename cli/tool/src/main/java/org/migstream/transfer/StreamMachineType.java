// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.regex.Pattern;
import org.migstream.device.QemuVersion;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Subsection;
import org.migstream.stream.Configuration.TargetPageBits;

/**
 * The machine type in a stream's configuration, which a QEMU that loads it must have been started with, and what else its
 * own QEMU would have written for it.
 *
 * @param name such as {@code pc-q35-10.0}
 */
public record StreamMachineType(String name) {
    /** Of x86, arm64 and s390x. */
    static final int PAGE_SIZE = 4096;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
    private static final QemuVersion SWITCHOVER_START = new QemuVersion(10, 0);
    /** The one type of arm64 that a VFIO device can be plugged into, and only that architecture gives it versions. */
    private static final Pattern VERSIONED_VIRT = Pattern.compile("virt-\\d+\\.\\d+");

    private static final int PAGE_BITS = 12;

    /** @throws IllegalArgumentException if no machine type can be called so, with a message for the user */
    public StreamMachineType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no machine type; qemu-system-x86_64 -M help lists those there are");
        }
    }

    /** Its configuration. Where pages can have several sizes, QEMU takes a stream that does not tell for the smallest. */
    Configuration configuration() {
        List<Subsection> subsections =
                VERSIONED_VIRT.matcher(name).matches() ? List.of(new TargetPageBits(PAGE_BITS)) : List.of();
        return new Configuration(0, name, subsections);
    }

    /** Whether the end of pre-copy is announced; an older QEMU refuses a command that it does not know. */
    boolean hasSwitchoverStart() {
        return QemuVersion.ofMachineType(name)
                .filter(version -> version.compareTo(SWITCHOVER_START) >= 0)
                .isPresent();
    }
}
