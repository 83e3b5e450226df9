// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import org.migstream.container.Input;
import org.migstream.profile.Profile;

/** A target as the user gave it. */
public sealed interface TargetInput {
    /** The idstr of the device that it is for; null if it is for none in particular. */
    String idstr();

    /**
     * Something to be read.
     *
     * @param input a profile or a stream; its bytes tell
     */
    record StoredInput(String idstr, Input input) implements TargetInput {}

    /**
     * A device that was asked.
     *
     * @param name as the user gave it
     * @param profile what it said
     */
    record QueriedDevice(String idstr, String name, Profile profile) implements TargetInput {}
}
