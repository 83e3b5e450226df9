// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * A reason for the verdict of a {@link Comparison}.
 *
 * @param finding the difference; an ERROR makes the verdict incompatible, a WARNING unknown
 * @param saved the value of the saved state; empty if the reason has none
 * @param target the value of the target; empty if the reason has none or the value is unknown
 */
public record Reason(Finding finding, Optional<String> saved, Optional<String> target) {
    /** Rejects null. */
    public Reason {
        Objects.requireNonNull(finding);
        Objects.requireNonNull(saved);
        Objects.requireNonNull(target);
    }
}
