// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reports a stream with features that no single known version of QEMU writes. */
final class DialectCheck implements StreamCheck {
    @Override
    public void finishInputs(InputsSummary inputs, FindingLog findings) {
        if (inputs.dialect().isContradictory()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "stream.dialect",
                    "no known version of QEMU writes all features of this stream: "
                            + String.join("; ", inputs.dialect().evidence())));
        }
    }
}
