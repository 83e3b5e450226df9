// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckReport.TargetSummary;
import org.migstream.report.ReadOutcome;

/**
 * A target of a check. {@link TargetReader} reads it.
 *
 * @param summary the name and the kind of the target
 * @param outcome how far the target could be read
 * @param machine the machine of a main stream; null for other targets
 * @param devices the devices that may load states
 */
record Target(
        TargetSummary summary,
        ReadOutcome outcome,
        @Nullable SavedMachine machine,
        List<TargetDevice> devices) {

    /** Returns whether this is the stream of a whole machine; a stream that is a target for one device is not. */
    boolean isMachine() {
        return machine != null && summary.idstr() == null;
    }
}
