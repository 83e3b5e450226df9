// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Locale;

/** What two inputs can differ in, what matters most first. */
public enum DifferenceArea {
    /** What the inputs are. */
    KIND("kind of input"),
    /** What the source was: header and configuration of the stream. */
    MACHINE("machine"),
    /** Which sections there are, and in which versions. */
    SECTIONS("sections"),
    /** The PCI configuration that a VFIO device will be given. */
    CONFIGURATION("PCI configuration"),
    /** What a VFIO device's driver wrote. */
    STATE("state"),
    /** The state of any other device. */
    FIELDS("fields"),
    /** Guest memory. */
    MEMORY("memory"),
    /** The messages of a return path. */
    MESSAGES("messages"),
    /** In which order the sections come. */
    ORDER("order"),
    /** What follows the streams. */
    TRAILING("behind the end of the stream"),
    /** How all of it was sent. */
    TRANSPORT("transport");

    private final String title;

    DifferenceArea(String title) {
        this.title = title;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** For scripts. */
    String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
