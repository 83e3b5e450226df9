// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a profile lacks the facts that are in the state of the device.
 *
 * @param cause the kind of the reason
 * @param message the reason in a few words, for people
 */
public record MissingFacts(Cause cause, String message) {
    /**
     * Returns whether something is wrong with the device or a plugin. A healthy device that was not stopped, or that had
     * no data to give, has no problem.
     */
    public boolean isProblem() {
        return cause != Cause.NOT_STOPPED && cause != Cause.NO_DATA;
    }

    /** The kinds of reasons, with their names in JSON. */
    public enum Cause {
        /** The device failed when it was asked for its state. The message names the operation and the errno. */
        DEVICE_FAILED("device-failed"),
        /** The device was in ERROR, so it was not asked. */
        DEVICE_IN_ERROR("device-in-error"),
        /** Another process was saving or restoring the device, so it was not asked. */
        DATA_SESSION("data-session"),
        /** The device has no pre-copy and was not stopped, so it was not asked. */
        NOT_STOPPED("not-stopped"),
        /** The device was asked, but gave no data. */
        NO_DATA("no-data"),
        /** The plugin failed that decodes the state. */
        PLUGIN_FAILED("plugin-failed"),
        /** The driver does not grant a save in the state of the device (v1). */
        NOT_GRANTED("not-granted"),
        /** A kind that only another version of migstream knows. */
        OTHER("other");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** Returns the name in JSON. */
        String label() {
            return label;
        }

        /** Returns the cause with a name in JSON; {@link #OTHER} if no cause has this name. */
        static Cause of(@Nullable String label) {
            return Stream.of(values())
                    .filter(cause -> cause.label.equals(label))
                    .findFirst()
                    .orElse(OTHER);
        }
    }
}
