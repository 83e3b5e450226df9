// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.device.VfioRecordEntry;
import org.migstream.pci.LspciText;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;

/** What a report tells people about one VFIO device. */
final class DeviceText {
    /** More records than a person reads; JSON has them all. */
    private static final int MOST_RECORDS = 40;

    private final TextWriter out;

    DeviceText(TextWriter out) {
        this.out = out;
    }

    void write(DeviceReport report) throws IOException {
        SavedDevice device = report.device();
        out.blank();
        if (device.key() == null) {
            out.heading("device data");
            out.item("device data", Printable.bytes(device.data().bytes()) + digest(device.data()));
            new StateText(out).write(report);
            return;
        }
        String instance = device.key().instanceId() == 0
                ? ""
                : " instance " + device.key().instanceId();
        out.heading("VFIO device " + Printable.name(device.key().idstr()) + instance);
        out.item("device data", Printable.bytes(device.data().bytes()) + digest(device.data()));
        out.item("  running", Printable.bytes(device.preCopy().bytes()) + digest(device.preCopy()));
        out.item("  stopped", Printable.bytes(device.stopCopy().bytes()) + digest(device.stopCopy()));
        new StateText(out).write(report);
        config(device.config());
        records(device);
    }

    private static String digest(ByteCounter tally) {
        return tally.sha256() == null ? "" : ", sha256 " + tally.sha256();
    }

    private void config(VfioConfig config) throws IOException {
        if (config == null) {
            out.item("configuration", "none");
            return;
        }
        String digest = config.sha256() == null ? "" : ", sha256 " + config.sha256();
        if (config.configSpace() == null) {
            out.item("configuration", Printable.bytes(config.length()) + " of an unknown layout" + digest);
            return;
        }
        out.item(
                "configuration",
                config.configSpace().size() + " bytes of PCI configuration space, "
                        + Printable.count(config.msix().entryCount(), "MSI-X vector") + digest);
        for (String line : LspciText.formatLines(config.pciConfiguration(), config.configSpace(), config.msix())) {
            out.line("    " + line);
        }
    }

    private void records(SavedDevice device) throws IOException {
        long[] shown = {0};
        device.records().forEach(entry -> {
            if (shown[0]++ < MOST_RECORDS) {
                out.item(shown[0] == 1 ? "records" : "", record(entry));
            }
        });
        long more = device.records().size() - MOST_RECORDS;
        if (more > 0) {
            out.item("", "... and " + Printable.count(more, "more record") + " (--json lists all)");
        }
    }

    private static String record(VfioRecordEntry entry) {
        String place =
                entry.channel() == null ? entry.kind().name() : Printable.name(entry.channel()) + " #" + entry.index();
        String data = entry.dataOffset() < 0 ? "" : ", " + Printable.bytes(entry.dataLength());
        return "%-10s %-5s %s%s%s"
                .formatted(
                        Printable.offset(entry.offset()), place, entry.tag(), data, entry.length() < 0 ? ", cut" : "");
    }
}
