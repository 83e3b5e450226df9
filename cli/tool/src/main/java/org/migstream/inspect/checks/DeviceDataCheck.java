// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.device.SavedDevice;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reports a device of which only the configuration was sent. */
final class DeviceDataCheck implements StreamCheck {
    @Override
    public void checkDevice(SavedDevice device, InputsSummary inputs, FindingLog findings) {
        if (device.config() != null && device.totalBytes().bytes() == 0 && inputs.outcome() == ReadOutcome.COMPLETE) {
            findings.add(
                    Finding.of(
                            Severity.WARNING,
                            "vfio.no-data",
                            "the stream has this device's configuration, but no byte of its state"),
                    device.key(),
                    null);
        }
    }
}
