// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.device.SavedDevice;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Compares the recordings of channels that were given with those that the main stream needs. */
final class ChannelInputsCheck implements StreamCheck {
    @Override
    public void finishInputs(InputsSummary inputs, FindingLog findings) {
        boolean pagesOnChannels =
                inputs.outline().ram() != null && inputs.outline().ram().multifdFlushes() > 0;
        if (pagesOnChannels && inputs.channels().isEmpty()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "multifd.channels-needed",
                    "guest memory was sent over multifd channels: give their recordings with --channel"));
        }
        for (SavedDevice device : inputs.devices()) {
            if (device.isSentOverMultifd() && !device.isInMainStream()) {
                findings.add(
                        Finding.of(
                                Severity.ERROR,
                                "multifd.unknown-device",
                                "a channel has state of this device, but the main stream has no such device: the channel"
                                        + " belongs to another migration"),
                        device.key(),
                        null);
            }
        }
    }
}
