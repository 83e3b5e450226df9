// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.stream.SectionKey;

/**
 * Whether one device's state will load.
 *
 * @param key what names the device; null for raw device data
 * @param decoder the name of the decoder that understands its state; null if nobody does
 * @param target the name of what it was compared with; null if it was with nothing
 * @param reasons in the order in which they came up
 */
public record DeviceCheck(SectionKey key, String decoder, String target, List<Reason> reasons) {
    /** A copy that nobody can change. */
    public DeviceCheck {
        reasons = List.copyOf(reasons);
    }

    /** The worst of its reasons. */
    public Compatibility verdict() {
        return worstVerdict(reasons);
    }

    static Compatibility worstVerdict(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
    }
}
