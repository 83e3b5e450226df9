// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Locale;

/** An area in which inputs can differ; the most important area comes first. */
public enum DifferenceArea {
    /** The kind of input: stream, channel, return path, CPR state or device data. */
    KIND("kind of input"),
    /** Header and configuration of the stream. */
    MACHINE("machine"),
    /** The sections and their versions. */
    SECTIONS("sections"),
    /** The PCI configuration of a VFIO device. */
    CONFIGURATION("PCI configuration"),
    /** State data that the driver of a VFIO device wrote. */
    STATE("state"),
    /** State of any other device. */
    FIELDS("fields"),
    /** Guest memory. */
    MEMORY("memory"),
    /** The messages of a return path. */
    MESSAGES("messages"),
    /** The descriptors and VFIO devices that a CPR state hands over. */
    CPR("CPR state"),
    /** Order of the sections. */
    ORDER("order"),
    /** Trailing bytes after the streams. */
    TRAILING("after the end of the stream"),
    /** How the source sent the stream. */
    TRANSPORT("transport");

    private final String title;

    DifferenceArea(String title) {
        this.title = title;
    }

    /** Returns the heading for text reports. */
    public String title() {
        return title;
    }

    /** Returns the word for JSON. */
    String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
