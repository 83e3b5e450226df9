// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationState;

/**
 * What goes wrong at a step, or at a reset.
 *
 * @param <S> the states of one uAPI
 * @param from where the step begins; null at a reset
 * @param to where it was to lead
 * @param errno the answer; null if there never is one
 * @param stateAfter where the device is then
 */
record StepFault<S extends MigrationState>(S from, S to, Errno errno, S stateAfter) {
    boolean hangs() {
        return errno == null;
    }
}
