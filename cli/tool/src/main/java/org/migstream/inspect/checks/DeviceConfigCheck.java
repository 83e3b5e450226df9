// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.VFIO_CONFIG_AMBIGUOUS;
import static org.migstream.report.InspectionFindingCodes.VFIO_CONFIG_LAYOUT;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_CONFIG;

import java.util.OptionalLong;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.pci.PciConfiguration;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioConfigLayout;

/** Checks that the configuration of a device exists, has a known layout and is consistent. */
final class DeviceConfigCheck implements StreamCheck {
    @Override
    public void checkDevice(SavedDevice device, InputsSummary inputs, FindingLog findings) {
        VfioConfig config = device.config();
        if (config != null) {
            checkLayout(device.requiredKey(), config, findings);
            checkContent(device.requiredKey(), config, findings);
        } else if (!device.isSentOverMultifd() && inputs.outcome() == ReadOutcome.COMPLETE) {
            findings.add(
                    Finding.of(
                            Severity.ERROR,
                            VFIO_NO_CONFIG,
                            "the stream has no configuration of this device, which QEMU always sends"),
                    device.key(),
                    null);
        }
    }

    private static void checkLayout(SectionKey key, VfioConfig config, FindingLog findings) {
        VfioConfigLayout layout = config.record().layout();
        if (layout.ambiguous()) {
            findings.add(
                    Finding.at(
                            config.configSpaceOffset(),
                            Severity.WARNING,
                            VFIO_CONFIG_AMBIGUOUS,
                            "several layouts fit the device's configuration: " + layout.spaceBytes()
                                    + " bytes of configuration space and " + layout.msixVectors()
                                    + " MSI-X vectors are assumed"),
                    key,
                    config.channel());
        }
    }

    private static void checkContent(SectionKey key, VfioConfig config, FindingLog findings) {
        PciConfiguration pci = config.pciConfiguration();
        if (pci != null) {
            for (Finding finding : pci.findings()) {
                findings.add(atStreamOffset(finding, config), key, config.channel());
            }
        } else if (config.length() > 0) {
            findings.add(
                    Finding.at(
                            config.configSpaceOffset(),
                            Severity.WARNING,
                            VFIO_CONFIG_LAYOUT,
                            "the device's configuration has no known layout and is not decoded"),
                    key,
                    config.channel());
        }
    }

    /** Returns the finding with its offset in the configuration space replaced by the offset in the stream. */
    private static Finding atStreamOffset(Finding finding, VfioConfig config) {
        OptionalLong offset = finding.offset().isPresent()
                ? OptionalLong.of(config.configSpaceOffset() + finding.offset().getAsLong())
                : OptionalLong.empty();
        return new Finding(finding.severity(), finding.code(), finding.message(), offset);
    }
}
