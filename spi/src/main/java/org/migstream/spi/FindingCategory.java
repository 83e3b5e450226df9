// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Groups finding codes by their cause. A program that has to decide something about a finding tests its category instead
 * of its code.
 *
 * <p>Plugins use the categories up to {@link #SUMMARY}. The later categories describe the stream around a device's
 * state, or migstream itself; migstream ignores a finding code that a plugin declares with one of them.
 */
public enum FindingCategory {
    /** The state of a device ends before it is complete. */
    TRUNCATION,
    /** The state of a device breaks the rules of its format: the bytes cannot be read as fields of that format. */
    FORMAT,
    /** A field of a device's state can be read, but its value is out of range, unexpected or contradicts another field. */
    CONTENT,
    /** A device has no state at all. */
    EMPTY_STATE,
    /** The state does not fit the target device, or a value that is needed for the decision is unknown. */
    COMPATIBILITY,
    /** The state belongs to another model of device than the target; other differences are irrelevant. */
    WRONG_DEVICE,
    /** Nothing is wrong: the finding states the result of all checks. */
    SUMMARY,

    /**
     * The sections, records or channels of the stream are damaged or end too early: the bytes cannot be assigned to
     * devices with certainty.
     */
    FRAMING,
    /** The input lacks bytes of the migration, for instance because the recording of a channel was not given. */
    MISSING_DATA,
    /** migstream does not read this kind of container, compression or stream. */
    UNSUPPORTED,
    /** The input exceeds a limit of migstream. */
    LIMIT,
    /** The PCI configuration of a device is inconsistent, or not the one that the target needs. */
    CONFIGURATION,
    /** The vmdescription is missing, damaged or contradicts the stream. */
    VMDESC,
    /** The stream can be read, but a QEMU that loads it will refuse it or ignore a part of it. */
    LOADABILITY,
    /** The finding depends on how the input was read, not on its bytes. */
    READING,
    /** A plugin failed, is not used or was stopped. The state itself may be valid. */
    PLUGIN,
    /** The requested operation is not possible with this input. */
    REQUEST,
    /** A device of this host failed. The input itself may be valid. */
    DEVICE;

    /** Returns whether plugins may declare codes of this category. */
    public boolean isForPlugins() {
        return compareTo(SUMMARY) <= 0;
    }
}
