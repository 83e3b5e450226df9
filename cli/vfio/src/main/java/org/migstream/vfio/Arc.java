// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Optional;

/**
 * One step, which a device takes as a whole or not at all.
 *
 * @param <S> the states of one uAPI
 * @param from where it begins
 * @param to where it ends
 */
public record Arc<S extends MigrationState>(S from, S to) {
    /** The session that begins with it; one that goes on is no new one. */
    public Optional<DataSessionKind> openedSession() {
        if (from.dataPhase() != DataPhase.NONE || to.dataPhase() == DataPhase.NONE) {
            return Optional.empty();
        }
        return Optional.of(to.dataPhase() == DataPhase.RESUMING ? DataSessionKind.RESUME : DataSessionKind.SAVE);
    }
}
