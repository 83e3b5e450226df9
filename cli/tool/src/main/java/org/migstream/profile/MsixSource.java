// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.util.Arrays;
import java.util.Optional;

/** Where an MSI-X table is from. */
public enum MsixSource {
    /** The device has no MSI-X. */
    NONE("none", "the device has none"),
    /** The device shows it. */
    DEVICE("device", "read from the device"),
    /** The monitor of the QEMU that runs the guest. */
    MONITOR("monitor", "read from the running QEMU"),
    /** A stream of the QEMU that loads this one. */
    STREAM("stream", "from the stream of --like"),
    /** The device was just reset; its table has no addresses. */
    RESET("reset", "after the reset: no vector has an address"),
    /** Only QEMU knows it. An empty table is saved instead. */
    UNKNOWN("unknown", "not known: only QEMU has it");

    private final String label;
    private final String description;

    MsixSource(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** Returns the source for people. */
    public String description() {
        return description;
    }

    /** Returns the name in documents. */
    public String label() {
        return label;
    }

    /** Finds a value by its {@link #label}. */
    public static Optional<MsixSource> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(source -> source.label.equals(label))
                .findFirst();
    }
}
