// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.Closeable;
import java.io.IOException;
import org.migstream.container.qcow2.Snapshot;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/**
 * All that {@code inspect} tells about a qcow2 image of which no snapshot is named.
 *
 * @param input the image; of the kind {@link #KIND}
 * @param outcome how far the list could be read
 * @param declaredCount how many snapshots there are by the image's header
 * @param snapshots in the order of the list, those without VM state too
 * @param findings in the order in which they came up
 */
public record SnapshotReport(
        InputSummary input, ReadOutcome outcome, int declaredCount, SpillList<Snapshot> snapshots, FindingLog findings)
        implements Closeable {
    /** The kind of input that it is about. */
    public static final String KIND = "qcow2";

    @Override
    public void close() throws IOException {
        snapshots.close();
    }
}
