// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.container.qcow2.Qcow2Image;
import org.migstream.container.qcow2.Snapshot;
import org.migstream.inspect.report.SnapshotReport;
import org.migstream.inspect.report.SnapshotSelectors;
import org.migstream.io.SpillList;
import org.migstream.io.StreamException;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/** Lists the snapshots of a qcow2 image. */
public final class SnapshotInspector {
    private SnapshotInspector() {}

    /**
     * Lists the snapshots of an image.
     *
     * @param input the input that contains the image
     * @param strict whether warnings count as errors
     * @return the report, to be closed by the caller
     */
    public static SnapshotReport inspect(Input input, Qcow2Image image, boolean strict) throws IOException {
        FindingLog findings = new FindingLog(strict);
        image.warnings().forEach(findings::add);
        SpillList<Snapshot> snapshots = new SpillList<>(Snapshot.CODEC);
        SnapshotSelectors selectors = new SnapshotSelectors();
        ReadOutcome outcome = ReadOutcome.COMPLETE;
        try {
            image.forEachSnapshot(snapshot -> {
                snapshots.add(snapshot);
                selectors.add(snapshot);
            });
        } catch (StreamException e) {
            findings.addStopReason(e.toFinding(), null, null);
            outcome = ReadOutcome.of(e);
        } catch (IOException | RuntimeException e) {
            snapshots.close();
            throw e;
        }
        InputSummary summary = new InputSummary(input.name(), input.storedSize(), List.of(), SnapshotReport.KIND);
        return new SnapshotReport(summary, outcome, image.snapshotCount(), snapshots, selectors, findings);
    }
}
