// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/**
 * The failures of a device that was asked for something.
 *
 * @param errors the errors in the order in which they occurred, at least one
 * @param finalState the state in which the device was left; empty if it cannot be read
 */
record DeviceFailure(List<VfioException> errors, Optional<MigrationState> finalState) {
    /** Copies the list. */
    DeviceFailure {
        errors = List.copyOf(errors);
    }

    /** Asks a device that has failed for its state. */
    static DeviceFailure of(List<VfioException> errors, MigrationDevice device) {
        try {
            return new DeviceFailure(errors, Optional.of(device.state()));
        } catch (VfioException e) {
            return new DeviceFailure(errors, Optional.empty());
        }
    }

    /** Returns the first error, which may be the cause of the others. */
    VfioException first() {
        return errors.get(0);
    }

    @Override
    public String toString() {
        // If the device does not even report its state, the later errors only repeat that a call has not returned.
        String messages = errors.stream()
                .limit(finalState.isPresent() ? errors.size() : 1)
                .map(TransferException::messageOf)
                .distinct()
                .collect(Collectors.joining("; "));
        return messages + "; " + finalState.map(DeviceFailure::toText).orElse("its state is unknown");
    }

    private static String toText(MigrationState state) {
        return state.isError() ? "left in ERROR; only a reset helps" : "left in " + state;
    }
}
