// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Optional;
import org.migstream.profile.MissingFacts;

/** The first bytes of a device's state, or the reason why they were not read. */
final class LeadingState {
    private static final byte[] NO_BYTES = new byte[0];

    private final byte[] bytes;
    private final Optional<MissingFacts> notRead;
    private final Optional<DeviceFailure> failure;
    private final boolean returned;

    private LeadingState(
            byte[] bytes, Optional<MissingFacts> notRead, Optional<DeviceFailure> failure, boolean returned) {
        this.bytes = bytes;
        this.notRead = notRead;
        this.failure = failure;
        this.returned = returned;
    }

    /** Returns the state of a device that gave its first bytes and returned to its initial state. */
    static LeadingState of(byte[] bytes) {
        return new LeadingState(bytes, Optional.empty(), Optional.empty(), true);
    }

    /**
     * Returns the state of a device that gave its first bytes, but failed on the way back to its initial state.
     *
     * @param returned whether the device is in its initial state all the same, because another attempt succeeded
     */
    static LeadingState withFailedReturn(byte[] bytes, DeviceFailure failure, boolean returned) {
        return new LeadingState(bytes, Optional.empty(), Optional.of(failure), returned);
    }

    /** Returns the state of a device that did not fail, but gave no bytes or was not asked. */
    static LeadingState withoutBytes(MissingFacts.Cause cause, String message) {
        return new LeadingState(NO_BYTES, Optional.of(new MissingFacts(cause, message)), Optional.empty(), true);
    }

    /**
     * Returns the state of a device that failed and did not give its first bytes.
     *
     * @param returned whether the device is in its initial state
     */
    static LeadingState failed(DeviceFailure failure, boolean returned) {
        MissingFacts reason = new MissingFacts(MissingFacts.Cause.DEVICE_FAILED, failure.toString());
        return new LeadingState(NO_BYTES, Optional.of(reason), Optional.of(failure), returned);
    }

    /** Returns the bytes; empty if they were not read. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the reason why the bytes were not read; empty if they were. */
    Optional<MissingFacts> notRead() {
        return notRead;
    }

    /** Returns the failure of the device; empty if it did not fail. */
    Optional<DeviceFailure> failure() {
        return failure;
    }

    /** Returns whether the device is in its initial state, even if it has failed. */
    boolean isReturned() {
        return returned;
    }
}
