// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import java.util.List;
import org.migstream.device.QemuVersionRange;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.report.ChannelSummary;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.report.ReadOutcome;

/**
 * All inputs of an inspection after they have been read.
 *
 * @param outline of the main stream; empty if there is none
 * @param outcome the worst outcome of all inputs
 * @param dialect the versions of QEMU that can have written the stream
 * @param devices all VFIO devices of all inputs
 * @param channels the recordings of multifd channels that were read
 * @param channelsGiven whether recordings of multifd channels were given
 */
public record InputsSummary(
        StreamOutline outline,
        ReadOutcome outcome,
        QemuVersionRange dialect,
        List<SavedDevice> devices,
        List<ChannelSummary> channels,
        boolean channelsGiven) {
    /** Copies the lists. */
    public InputsSummary {
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
    }
}
