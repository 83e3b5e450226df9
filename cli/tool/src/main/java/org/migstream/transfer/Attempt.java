// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Optional;
import org.migstream.vfio.VfioException;

/** Something that is tried with a device while others wait for their turn, and may fail for it alone. */
@FunctionalInterface
interface Attempt {
    void make() throws VfioException;

    /** Tries it; why it came to nothing, empty if it did not. */
    static Optional<VfioException> failure(Attempt attempt) {
        try {
            attempt.make();
            return Optional.empty();
        } catch (VfioException e) {
            return Optional.of(e);
        }
    }
}
