// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** What a decoder reports: as much of it as anybody would read, and the worst of all. */
final class BoundedFindings {
    /** Of each device; there may be hundreds of them, and all are in memory at once. */
    static final int MAX_FINDINGS = 200;

    private final List<Finding> kept = new ArrayList<>();
    private long dropped;
    private Severity worst = Severity.INFO;

    void add(Finding finding) {
        worst = finding.severity().compareTo(worst) > 0 ? finding.severity() : worst;
        if (kept.size() < MAX_FINDINGS) {
            kept.add(SingleLineText.truncate(finding));
        } else {
            dropped++;
        }
    }

    /** The worst of all, also of those that were not kept. */
    Severity worstSeverity() {
        return worst;
    }

    /** Those that were kept, with one more that counts the others if there are any; last comes the failure. */
    List<Finding> toList(Optional<Finding> failure) {
        List<Finding> all = new ArrayList<>(kept);
        if (dropped > 0) {
            all.add(Finding.of(worst, "plugin.more-findings", dropped + " more findings are not listed"));
        }
        failure.ifPresent(all::add);
        return all;
    }
}
