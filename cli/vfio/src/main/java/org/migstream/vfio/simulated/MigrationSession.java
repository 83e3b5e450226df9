// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import org.migstream.vfio.DataPhase;

/** What a device does while its state is read or written. */
interface MigrationSession {
    /** The session goes on in another phase; the first phase of a new one, too. */
    void enterPhase(DataPhase phase) throws IOException;

    /**
     * RESUMING is left: the last look at what was written. If that is refused the session goes on.
     *
     * @return the content that the device has from now on
     */
    PendingStateFile finishResume() throws IOException;

    /** The state is left, in whatever way. */
    void end() throws IOException;

    /** Whether the device is saved, not resumed. */
    boolean isSaving();
}
