// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;

/**
 * The meanings of the errors of one call. strerror() has only one text for each errno. The texts here explain the
 * meaning of an errno for this call, and the action to take.
 *
 * @param operation the operation in a few words
 * @param meanings the meaning of each errno, without a full stop; an errno that is not in the map has no known meaning
 * @param driverErrors returns the errors that the device's driver returns for this call; they take precedence over
 *     {@code meanings}. Called only if the call fails, because the supplier may load the plugins
 */
record ErrnoMessages(String operation, Map<Errno, String> meanings, Supplier<List<DriverError>> driverErrors) {
    private static final String SESSION_ENDED =
            "the data session has ended: the device was reset, or an error ended the session";

    /** Returns the messages of an operation, without the meaning of any errno. */
    static ErrnoMessages of(String operation) {
        return new ErrnoMessages(operation, Map.of(), List::of);
    }

    /** Returns the messages for a read of a device's data. */
    static ErrnoMessages forRead(String operation) {
        return of(operation).with(Errno.ENODEV, SESSION_ENDED);
    }

    /** Returns the messages for a write of a device's data, with the errors of its driver. */
    static ErrnoMessages forWrite(String operation, Supplier<List<DriverError>> driverErrors) {
        return forRead(operation).with(driverErrors, DriverOperation.WRITE_DATA);
    }

    /**
     * Returns the messages for a state request. They include the errors that the driver returns when RESUMING is left.
     */
    static ErrnoMessages forStateChange(V2DeviceState state, Supplier<List<DriverError>> driverErrors) {
        ErrnoMessages messages = of("go to " + state);
        // Only the transition to STOP may leave RESUMING.
        return state == V2DeviceState.STOP ? messages.with(driverErrors, DriverOperation.LEAVE_RESUMING) : messages;
    }

    /** Returns a copy with the meaning of one more errno. */
    ErrnoMessages with(Errno errno, String meaning) {
        Map<Errno, String> more = new EnumMap<>(Errno.class);
        more.putAll(meanings);
        more.put(errno, meaning);
        return new ErrnoMessages(operation, Collections.unmodifiableMap(more), driverErrors);
    }

    private ErrnoMessages with(Supplier<List<DriverError>> all, DriverOperation failed) {
        return new ErrnoMessages(operation, meanings, () -> all.get().stream()
                .filter(error -> error.operations().contains(failed))
                .toList());
    }

    /** Returns the exception for an errno number. */
    VfioException toException(int number) {
        return Errno.of(number)
                .map(errno -> meaning(errno)
                        .map(meaning -> new VfioException(operation, errno, meaning))
                        .orElseGet(() -> new VfioException(operation, errno)))
                .orElseGet(() -> new VfioException(operation, "error " + number + " of errno.h"));
    }

    private Optional<String> meaning(Errno errno) {
        return driverErrors.get().stream()
                .filter(error -> error.errno().equals(errno.name()))
                .findFirst()
                .map(DriverError::toString)
                .or(() -> Optional.ofNullable(meanings.get(errno)));
    }

    /** Returns the exception for a failure without an errno. */
    VfioException toException(String reason) {
        return new VfioException(operation, reason);
    }
}
