// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.util.Optional;
import org.migstream.vfio.VfioException;

/** Something that is tried with a device while others wait for their turn, and may fail for it alone. */
@FunctionalInterface
interface VfioCall {
    void run() throws VfioException;

    /** Tries it; why it came to nothing, empty if it did not. */
    static Optional<VfioException> tryRun(VfioCall attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (VfioException e) {
            return Optional.of(e);
        }
    }
}
