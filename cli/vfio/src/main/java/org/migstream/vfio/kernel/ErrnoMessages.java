// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * What the kernel's refusals of one call mean: strerror() says the same of a hundred of them.
 *
 * @param operation what is being asked, in a few words
 * @param meanings sentences without a full stop; of other errors there is nothing more to say
 */
record ErrnoMessages(String operation, Map<Errno, String> meanings) {
    /** None has a meaning yet. */
    static ErrnoMessages of(String operation) {
        return new ErrnoMessages(operation, Map.of());
    }

    /** The same, with the meaning of one more. */
    ErrnoMessages with(Errno errno, String meaning) {
        Map<Errno, String> more = new EnumMap<>(Errno.class);
        more.putAll(meanings);
        more.put(errno, meaning);
        return new ErrnoMessages(operation, Collections.unmodifiableMap(more));
    }

    /** The failure of the call with that number. */
    VfioException toException(int number) {
        return Errno.of(number)
                .map(errno -> meanings.containsKey(errno)
                        ? new VfioException(operation, errno, meanings.get(errno))
                        : new VfioException(operation, errno))
                .orElseGet(() -> new VfioException(operation, "error " + number + " of errno.h"));
    }

    /** A failure for which the kernel has no number. */
    VfioException toException(String reason) {
        return new VfioException(operation, reason);
    }
}
