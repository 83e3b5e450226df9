// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.device.QemuVersionRange;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.Element;
import org.migstream.vmstate.VmDescription;

/** Runs every {@link StreamCheck} over one stream, given a {@link MainStreamSummary} and an {@link InputsSummary}. */
public final class StreamChecks {
    private final List<StreamCheck> checks = StreamCheck.createAll();
    private final FindingLog findings;

    /** @param findings receives the findings of all checks */
    public StreamChecks(FindingLog findings) {
        this.findings = findings;
    }

    /** Checks one element of the main stream that is not a record of a section. */
    public void visit(Element element) {
        for (StreamCheck check : checks) {
            check.visit(element, findings);
        }
    }

    /** Checks the main stream after its last element. */
    public void finishMainStream(MainStreamSummary stream) throws IOException {
        for (StreamCheck check : checks) {
            check.finishMainStream(stream, findings);
        }
    }

    /** Checks a main stream together with its channels. */
    public void finishInputs(InputsSummary inputs) {
        for (StreamCheck check : checks) {
            check.finishInputs(inputs, findings);
        }
    }

    /** Checks one VFIO device. */
    public void checkDevice(SavedDevice device, InputsSummary inputs) {
        for (StreamCheck check : checks) {
            check.checkDevice(device, inputs, findings);
        }
    }

    /**
     * A main stream after its last element.
     *
     * @param outline sections, commands and the other elements that were read
     * @param vmDescription the content of the vmdescription; null if the stream has none or it is malformed
     * @param seekable whether the input is a file, so that its vmdescription could be read first
     */
    public record MainStreamSummary(
            StreamOutline outline, @Nullable VmDescription vmDescription, boolean seekable) {}

    /**
     * All inputs of an inspection after they have been read.
     *
     * @param outline of the main stream; empty if there is none
     * @param outcome the worst outcome of all inputs
     * @param dialect the versions of QEMU that can have written the stream
     * @param devices all VFIO devices of all inputs
     * @param channels the recordings of multifd channels that were read
     */
    public record InputsSummary(
            StreamOutline outline,
            ReadOutcome outcome,
            QemuVersionRange dialect,
            List<SavedDevice> devices,
            List<ChannelSummary> channels) {
        /** Copies the lists. */
        public InputsSummary {
            devices = List.copyOf(devices);
            channels = List.copyOf(channels);
        }
    }
}
