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
record Answers(String operation, Map<Errno, String> meanings) {
    /** None has a meaning yet. */
    static Answers to(String operation) {
        return new Answers(operation, Map.of());
    }

    /** The same, with the meaning of one more. */
    Answers where(Errno errno, String meaning) {
        Map<Errno, String> more = new EnumMap<>(Errno.class);
        more.putAll(meanings);
        more.put(errno, meaning);
        return new Answers(operation, Collections.unmodifiableMap(more));
    }

    /** The failure of the call with that number. */
    VfioException failure(int number) {
        return Errno.of(number)
                .map(errno -> meanings.containsKey(errno)
                        ? new VfioException(operation, errno, meanings.get(errno))
                        : new VfioException(operation, errno))
                .orElseGet(() -> new VfioException(operation, "error " + number + " of errno.h"));
    }

    /** A failure for which the kernel has no number. */
    VfioException failure(String reason) {
        return new VfioException(operation, reason);
    }
}
