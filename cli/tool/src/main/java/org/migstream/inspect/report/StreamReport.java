// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.device.QemuVersionRange;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/**
 * The result of an inspection. It is complete before it is written, so that the first line can have the verdict. Long lists
 * are {@link SpillList}s, so that a report needs little memory.
 *
 * @param input the input itself
 * @param outcome the worst outcome of the input and its channels
 * @param outline the outline of a main stream; empty for other kinds
 * @param devices the VFIO devices
 * @param channels the multifd channels
 * @param returnPath the messages of a return path
 * @param parsedBytes bytes of the decompressed input that were parsed
 * @param dialect the versions of QEMU that can have written the stream
 * @param fields the values of the described sections; null if they were not requested or are not described
 * @param sectionContents payloads of sections; null if they were not requested
 * @param findings in the order in which they were found
 * @param resources closed together with the report
 */
public record StreamReport(
        InputSummary input,
        ReadOutcome outcome,
        StreamOutline outline,
        List<DeviceReport> devices,
        List<ChannelSummary> channels,
        SpillList<ReturnPathEntry> returnPath,
        long parsedBytes,
        QemuVersionRange dialect,
        @Nullable VmStateFieldsSource fields,
        @Nullable SectionContents sectionContents,
        FindingLog findings,
        List<Closeable> resources)
        implements Closeable {

    /** Copies the lists. */
    public StreamReport {
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
        resources = List.copyOf(resources);
    }

    /** Returns a copy of this report with other device reports, which the caller closes. */
    public StreamReport withDevices(List<DeviceReport> others) {
        return new StreamReport(
                input,
                outcome,
                outline,
                others,
                channels,
                returnPath,
                parsedBytes,
                dialect,
                fields,
                sectionContents,
                findings,
                resources);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
