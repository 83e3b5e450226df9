// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.plugin.DecodedState;
import org.migstream.spi.Completeness;

/**
 * Whether the inputs have all data of a device, from best to worst. This is not a verdict on the data: a complete state
 * can be damaged.
 */
public enum StateCompleteness {
    /** The format of the state proves it. */
    COMPLETE("complete"),
    /** The format does not prove it, but the stream has every record up to the device's END_OF_STATE. */
    FRAMED("framed: the stream has all of its records up to END_OF_STATE"),
    /** Nothing proves it, and nothing is known to be missing. */
    UNKNOWN("whether it is complete cannot be known"),
    /** Data are missing. */
    INCOMPLETE("INCOMPLETE");

    private final String description;

    StateCompleteness(String words) {
        description = words;
    }

    /**
     * Returns the completeness of a state.
     *
     * @param state the decoded state; null if no plugin decodes it
     */
    static StateCompleteness of(SavedDevice device, @Nullable DecodedState state) {
        if (state != null && state.isIncomplete()) {
            return INCOMPLETE;
        }
        boolean proven = state != null
                && state.completeness().filter(Completeness.COMPLETE::equals).isPresent();
        if (device.key() == null) {
            return proven ? COMPLETE : UNKNOWN;
        }
        if (!device.isFramingWhole() || device.totalBytes().bytes() == 0) {
            return INCOMPLETE;
        }
        if (proven) {
            return COMPLETE;
        }
        if (device.stopCopyBytes().bytes() > 0 || state == null) {
            return FRAMED;
        }
        // The stream has the same records if the device sent nothing after the guest stopped and if this data was lost.
        return state.needsStopCopyData() ? INCOMPLETE : UNKNOWN;
    }

    /** Returns whether a state may be relied on to have its end. */
    public boolean isAssured() {
        return compareTo(FRAMED) <= 0;
    }

    /** Returns the name in JSON: {@code complete}, {@code framed}, {@code unknown} or {@code incomplete}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the words for a text report. */
    public String description() {
        return description;
    }
}
