// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.StateVerdict;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.PrintableText;
import org.migstream.spi.PciId;
import org.migstream.stream.SectionKey;

/**
 * A device in an overview. What cannot be known is empty.
 *
 * @param name the short name
 * @param key the idstr and instance id, not escaped; null for raw device data
 * @param decoder the name of the decoder, which is that of the driver; empty if no plugin decodes the state
 * @param pciId vendor and device, such as {@code 15b3:101e}; empty if it is not known
 * @param runningBytes bytes that were sent while the guest ran
 * @param stoppedBytes bytes that were sent after the guest stopped
 * @param totalBytes all bytes of the state
 * @param verdict on the state
 * @param msixVectors entries of the saved MSI-X table
 */
public record DeviceRow(
        String name,
        @Nullable SectionKey key,
        String decoder,
        String pciId,
        OptionalLong runningBytes,
        OptionalLong stoppedBytes,
        long totalBytes,
        StateVerdict verdict,
        OptionalInt msixVectors) {

    static DeviceRow of(StreamReport report, DeviceReport device, String name) {
        SavedDevice saved = device.device();
        boolean hasPhases = saved.key() != null;
        VfioConfig config = saved.config();
        return new DeviceRow(
                name,
                saved.key(),
                device.state() == null
                        ? ""
                        : PrintableText.escape(device.state().decoder()),
                device.identity().pci().map(DeviceRow::format).orElse(""),
                hasPhases ? OptionalLong.of(saved.preCopyBytes().bytes()) : OptionalLong.empty(),
                hasPhases ? OptionalLong.of(saved.stopCopyBytes().bytes()) : OptionalLong.empty(),
                saved.totalBytes().bytes(),
                StateVerdict.of(report, device),
                config == null || config.configSpace() == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(config.msix().entryCount()));
    }

    /** Formats ids without the formatter of the JDK, which a short command would load for this alone. */
    private static String format(PciId id) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((short) id.vendor()) + ":" + hex.toHexDigits((short) id.device());
    }
}
