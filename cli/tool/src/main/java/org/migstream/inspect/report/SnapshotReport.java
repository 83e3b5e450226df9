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
 * The report on a qcow2 image of which the user has not named a snapshot.
 *
 * @param input the image, of kind {@link #KIND}
 * @param outcome whether the list of snapshots could be read
 * @param declaredCount number of snapshots in the header of the image
 * @param snapshots all snapshots in the order of the list, with and without VM state
 * @param selectors counts which snapshots a text after {@code FILE#} selects
 * @param findings in the order in which they were found
 */
public record SnapshotReport(
        InputSummary input,
        ReadOutcome outcome,
        int declaredCount,
        SpillList<Snapshot> snapshots,
        SnapshotSelectors selectors,
        FindingLog findings)
        implements Closeable {
    /** The kind of the input. */
    public static final String KIND = "qcow2";

    @Override
    public void close() throws IOException {
        snapshots.close();
    }
}
