// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.migstream.device.QemuVersionRange;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;

/**
 * All that {@code inspect} tells about an input.
 *
 * @param input where it came from
 * @param outcome how far it and its channels could be read
 * @param outline the outline of a main stream; empty for the other kinds
 * @param devices the VFIO devices
 * @param channels the multifd channels
 * @param returnPath the messages of a return path
 * @param parsedBytes how much of the (unpacked) input was understood
 * @param dialect which QEMU can have written it
 * @param fields the values of the described sections; null if they were not asked for or are not described
 * @param sectionContents what sections hold; null if it was not asked for
 * @param findings in the order in which they came up
 * @param resources to be closed when the report is no longer needed
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
        VmStateFieldsSource fields,
        SectionContents sectionContents,
        FindingLog findings,
        List<Closeable> resources)
        implements Closeable {

    /** Copies that nobody can change. */
    public StreamReport {
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
        resources = List.copyOf(resources);
    }

    /** The same with other reports of its devices, which are the caller's to close. */
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
