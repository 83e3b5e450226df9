// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.lspci.LspciText;
import org.migstream.report.PrintableText;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;

/** Writes one VFIO device as text. */
final class SavedDeviceText {
    /** Maximum number of records to list; JSON lists all records. */
    private static final int MAX_RECORDS = 40;

    private final TextWriter out;
    private final boolean withOffsets;

    SavedDeviceText(TextWriter out, boolean withOffsets) {
        this.out = out;
        this.withOffsets = withOffsets;
    }

    void write(DeviceReport report) throws IOException {
        SavedDevice device = report.device();
        out.blankLine();
        if (device.key() == null) {
            out.heading("device data");
            out.item(
                    "device data",
                    PrintableText.formatBytes(device.totalBytes().bytes()) + formatDigest(device.totalBytes()));
            new DecodedStateText(out, withOffsets).write(report);
            return;
        }
        String instance = device.key().instanceId() == 0
                ? ""
                : " instance " + device.key().instanceId();
        out.heading("VFIO device " + PrintableText.escape(device.key().idstr()) + instance);
        out.item(
                "device data",
                PrintableText.formatBytes(device.totalBytes().bytes()) + formatDigest(device.totalBytes()));
        out.item(
                "  running",
                PrintableText.formatBytes(device.preCopyBytes().bytes()) + formatDigest(device.preCopyBytes()));
        out.item(
                "  stopped",
                PrintableText.formatBytes(device.stopCopyBytes().bytes()) + formatDigest(device.stopCopyBytes()));
        new DecodedStateText(out, withOffsets).write(report);
        writeConfig(device.config());
        writeRecords(device);
    }

    private static String formatDigest(ByteCounter counter) {
        return counter.sha256() == null ? "" : ", sha256 " + counter.sha256();
    }

    private void writeConfig(@Nullable VfioConfig config) throws IOException {
        if (config == null) {
            out.item("configuration", "none");
            return;
        }
        String digest = config.sha256() == null ? "" : ", sha256 " + config.sha256();
        PciConfiguration pci = config.pciConfiguration();
        if (config.configSpace() == null || pci == null) {
            out.item("configuration", PrintableText.formatBytes(config.length()) + " of an unknown layout" + digest);
            return;
        }
        out.item(
                "configuration",
                config.configSpace().size() + " bytes of PCI configuration space, "
                        + PrintableText.formatCount(config.msix().entryCount(), "MSI-X vector") + digest);
        for (String line : LspciText.formatLines(pci, config.configSpace(), config.msix())) {
            out.line("    " + line);
        }
    }

    private void writeRecords(SavedDevice device) throws IOException {
        long[] shown = {0};
        device.records().forEach(entry -> {
            if (shown[0]++ < MAX_RECORDS) {
                out.item(shown[0] == 1 ? "records" : "", formatRecord(entry));
            }
        });
        long more = device.records().size() - MAX_RECORDS;
        if (more > 0) {
            out.item("", "... and " + PrintableText.formatCount(more, "more record") + " (--json lists all)");
        }
    }

    private String formatRecord(VfioRecordEntry entry) {
        String origin = entry.kind() == null
                ? PrintableText.escapeName(String.valueOf(entry.channel())) + " #" + entry.index()
                : entry.kind().name();
        String data = entry.dataOffset() < 0 ? "" : ", " + PrintableText.formatBytes(entry.dataLength());
        String offset = withOffsets ? TextColumn.left(PrintableText.formatOffset(entry.offset()), 10) + " " : "";
        return offset + TextColumn.left(origin, 5) + " " + entry.tag() + data
                + (entry.length() < 0 ? ", truncated" : "");
    }
}
