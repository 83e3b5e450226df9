// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.stream.SectionKey;

/**
 * The result of the check of one device: whether its state will load.
 *
 * @param key the name of the device in the stream; null for raw device data
 * @param decoder the name of the decoder of the state; null if no decoder recognizes the state
 * @param target the name of the target; null if the state was not compared with a target
 * @param completeness whether the stream has all of the state
 * @param reasons the reasons in the order of the checks
 */
public record DeviceCheck(
        @Nullable SectionKey key,
        @Nullable String decoder,
        @Nullable String target,
        StateCompleteness completeness,
        List<Reason> reasons) {
    /** Copies the list. */
    public DeviceCheck {
        reasons = List.copyOf(reasons);
    }

    /** Returns the verdict of the worst reason; at best unknown if the state is not known to have its end. */
    public Compatibility verdict() {
        Compatibility worst = worstVerdict(reasons);
        return worst == Compatibility.COMPATIBLE && !completeness.isAssured() ? Compatibility.UNKNOWN : worst;
    }

    /** Returns the verdict of the worst of these reasons; compatible if there are none. */
    static Compatibility worstVerdict(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
    }
}
