// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.profile.MissingFacts;
import org.migstream.profile.Profile;
import org.migstream.vfio.VfioException;

/**
 * The answer of a device that was opened and asked for its profile.
 *
 * @param profile the profile; null if the device could not be opened or did not give its configuration
 * @param failure the failed operations with their errors, the first error first, and the state in which the device was
 *     left; null if the device did not fail
 */
public record QueriedProfile(
        @Nullable Profile profile, @Nullable String failure) {
    static QueriedProfile ofFailure(String failure) {
        return new QueriedProfile(null, failure);
    }

    /** Returns the failure of the device; empty if it did not fail. */
    public Optional<String> deviceFailure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the reason why the profile lacks facts; empty if it lacks none, or if there is no profile. */
    public Optional<MissingFacts> missingFacts() {
        return Optional.ofNullable(profile).map(Profile::missingFacts);
    }

    /** Returns a copy with one more failure of the device. */
    QueriedProfile withLaterFailure(VfioException later) {
        String message = TransferException.messageOf(later);
        return new QueriedProfile(profile, failure == null ? message : failure + "; " + message);
    }
}
