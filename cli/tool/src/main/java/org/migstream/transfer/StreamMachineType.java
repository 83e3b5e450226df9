// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.regex.Pattern;
import org.migstream.device.QemuVersionRange.QemuVersion;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Subsection;
import org.migstream.stream.Configuration.TargetPageBits;

/**
 * The machine type in a stream's configuration, and the parts of a stream that depend on it. A QEMU that loads the stream
 * must run the same machine type.
 *
 * @param name the name, such as {@code pc-q35-10.0}
 */
public record StreamMachineType(String name) {
    /** The page size of x86, arm64 and s390x, in bytes. */
    static final int PAGE_SIZE = 4096;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
    private static final QemuVersion SWITCHOVER_START = new QemuVersion(10, 0);
    /**
     * Matches the versions of the arm64 machine type {@code virt} ({@code DEFINE_VIRT_MACHINE} in hw/arm/virt.c).
     */
    private static final Pattern VERSIONED_VIRT = Pattern.compile("virt-\\d+\\.\\d+");

    private static final int PAGE_BITS = 12;

    /** @throws IllegalArgumentException if the name is not valid, with a message for the user */
    public StreamMachineType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a machine type; list them with qemu-system-x86_64 -M help");
        }
    }

    /**
     * Returns the configuration element. For arm64, on which pages can have several sizes, it has the page size,
     * because QEMU otherwise assumes the smallest size.
     */
    Configuration configuration() {
        List<Subsection> subsections =
                VERSIONED_VIRT.matcher(name).matches() ? List.of(new TargetPageBits(PAGE_BITS)) : List.of();
        return new Configuration(0, name, subsections);
    }

    /** Returns whether the stream has the command SWITCHOVER_START. QEMU before 10.0 refuses this command. */
    boolean hasSwitchoverStart() {
        return QemuVersion.ofMachineType(name)
                .filter(version -> version.compareTo(SWITCHOVER_START) >= 0)
                .isPresent();
    }
}
