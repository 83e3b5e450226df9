// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.DriverError;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;

/**
 * The meanings of the errors of one call. strerror() gives the same text for the same errno of every call; these texts
 * explain what it means for this call and what to do.
 *
 * @param operation the operation in a few words
 * @param meanings the meaning of each errno, without a full stop; an errno that is not in the map has no known meaning
 */
record ErrnoMessages(String operation, Map<Errno, String> meanings) {
    private static final String SESSION_ENDED =
            "the data session has ended: the device was reset, or an error ended the session";

    /** Returns the messages of an operation; no errno has a meaning yet. */
    static ErrnoMessages of(String operation) {
        return new ErrnoMessages(operation, Map.of());
    }

    /** Returns the messages for a read of a device's data. */
    static ErrnoMessages forRead(String operation) {
        return of(operation).with(Errno.ENODEV, SESSION_ENDED);
    }

    /** Returns the messages for a write of a device's data, with the known errors of its driver. */
    static ErrnoMessages forWrite(String operation, @Nullable String decoderName) {
        return forRead(operation).with(decoderName == null ? List.of() : DriverError.whileWriting(decoderName));
    }

    /** Returns the messages for a request for a state, with the known errors of the driver when RESUMING is left. */
    static ErrnoMessages forStateChange(V2DeviceState state, @Nullable String decoderName) {
        return of("go to " + state)
                .with(
                        decoderName != null && state == V2DeviceState.STOP
                                ? DriverError.whileLeavingResuming(decoderName)
                                : List.of());
    }

    /** Returns a copy with the meaning of one more errno. */
    ErrnoMessages with(Errno errno, String meaning) {
        Map<Errno, String> more = new EnumMap<>(Errno.class);
        more.putAll(meanings);
        more.put(errno, meaning);
        return new ErrnoMessages(operation, Collections.unmodifiableMap(more));
    }

    private ErrnoMessages with(List<DriverError> errors) {
        ErrnoMessages all = this;
        for (DriverError error : errors) {
            all = all.with(error.errno(), error.toString());
        }
        return all;
    }

    /** Returns the exception for an errno number. */
    VfioException toException(int number) {
        return Errno.of(number)
                .map(errno -> Optional.ofNullable(meanings.get(errno))
                        .map(meaning -> new VfioException(operation, errno, meaning))
                        .orElseGet(() -> new VfioException(operation, errno)))
                .orElseGet(() -> new VfioException(operation, "error " + number + " of errno.h"));
    }

    /** Returns the exception for a failure without an errno. */
    VfioException toException(String reason) {
        return new VfioException(operation, reason);
    }
}
