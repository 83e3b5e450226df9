// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.migstream.report.InspectionFindingCodes.PLUGIN_MORE_FINDINGS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The findings of one decoder: the first 200, the number of the others, and the worst severity of all. */
final class BoundedFindings {
    /** The limit for each device. A stream may have hundreds of devices, and all their findings are in memory. */
    static final int MAX_FINDINGS = 200;

    private final List<Finding> kept = new ArrayList<>();
    private long dropped;
    private Severity worst = Severity.INFO;

    /** Adds a finding, with its texts truncated. */
    void add(Finding finding) {
        worst = finding.severity().compareTo(worst) > 0 ? finding.severity() : worst;
        if (kept.size() < MAX_FINDINGS) {
            kept.add(PluginText.truncate(finding));
        } else {
            dropped++;
        }
    }

    /** Returns the worst severity, also of findings that were not kept. */
    Severity worstSeverity() {
        return worst;
    }

    /** Returns the kept findings, then one that counts the others, then the failure of the plugin. */
    List<Finding> toList(Optional<Finding> failure) {
        List<Finding> all = new ArrayList<>(kept);
        if (dropped > 0) {
            all.add(Finding.of(worst, PLUGIN_MORE_FINDINGS, FindingLog.omittedMessage(dropped)));
        }
        failure.ifPresent(all::add);
        return all;
    }
}
