// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.profile.Profile;

/** A target that the user gave. */
public sealed interface TargetInput {
    /** Returns the idstr of the device in the stream that the target is for; null if the user gave none. */
    @Nullable
    String idstr();

    /**
     * A file or pipe.
     *
     * @param input a profile, which begins with an opening brace, or a stream
     */
    record StoredInput(@Nullable String idstr, Input input) implements TargetInput {}

    /**
     * A device of this host.
     *
     * @param name the name that the user gave
     * @param profile the properties that the device reported
     * @param failure the failure of the device when it was queried; null if it did not fail, or if the profile has the
     *     failure
     */
    record QueriedDevice(
            @Nullable String idstr,
            String name,
            Profile profile,
            @Nullable String failure) implements TargetInput {
        /** Creates the target for a device that did not fail, or whose failure is in the profile. */
        public QueriedDevice(@Nullable String idstr, String name, Profile profile) {
            this(idstr, name, profile, null);
        }
    }
}
