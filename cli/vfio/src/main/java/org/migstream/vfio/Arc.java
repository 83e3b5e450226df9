// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Optional;

/**
 * One step between two states. A device takes it completely or not at all.
 *
 * @param <S> the states of one uAPI
 * @param from the state before the step
 * @param to the state after the step
 */
public record Arc<S extends MigrationState>(S from, S to) {
    /** Returns the data session that this step opens; empty if it opens none or an open session continues. */
    public Optional<DataSessionKind> openedSession() {
        if (from.dataPhase() != DataPhase.NONE || to.dataPhase() == DataPhase.NONE) {
            return Optional.empty();
        }
        return Optional.of(to.dataPhase() == DataPhase.RESUMING ? DataSessionKind.RESUME : DataSessionKind.SAVE);
    }
}
