// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.migstream.inspect.overview.DeviceRow;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.report.PrintableText;

/** Writes the table of devices, with a bar of what was sent while the guest ran and after it stopped, and that of channels. */
final class DeviceTablePart {
    private static final int MAX_ROW = 3_000;
    private static final String UNKNOWN = "?";

    private final HtmlWriter out;
    private final List<DeviceRow> devices;
    private final StreamReport report;

    DeviceTablePart(HtmlWriter out, PageContent content) {
        this.out = out;
        devices = content.overview().devices();
        report = content.report();
    }

    void write(PageLimit limit) throws IOException {
        if (!devices.isEmpty()) {
            writeDevices(limit);
        }
        if (!report.channels().isEmpty()) {
            writeChannels(limit);
        }
    }

    private void writeDevices(PageLimit limit) throws IOException {
        out.open("section", "id", "devices").line();
        out.element("h2", "Devices").line();
        Tables.open(
                out,
                "VFIO devices in the order of the stream",
                ">#",
                "Device",
                "State",
                "Driver",
                "PCI id",
                ">While running",
                ">After the stop",
                "Bytes",
                ">MSI-X vectors");
        long largest = 1;
        for (DeviceRow device : devices) {
            largest = Math.max(largest, device.totalBytes());
        }
        int number = 0;
        for (DeviceRow device : devices) {
            if (!limit.allows(MAX_ROW)) {
                break;
            }
            number++;
            writeDevice(device, number, largest);
        }
        Tables.close(out, devices.size() - number, "device");
        out.open("ul", "class", "legend").line();
        writeLegend("running", "sent while the guest ran");
        writeLegend("stopped", "sent after the guest stopped");
        out.closeLine().closeLine();
    }

    private void writeLegend(String styleClass, String text) throws IOException {
        out.open("li").open("svg", "width", "16", "height", "12", "aria-hidden", "true");
        out.element("rect", "", "class", styleClass, "width", "16", "height", "12")
                .close();
        out.text(text).closeLine();
    }

    private void writeDevice(DeviceRow device, int number, long largest) throws IOException {
        out.open("tr");
        out.element("td", Integer.toString(number), "class", "number");
        out.open("th", "scope", "row");
        Anchors.writeLink(out, Anchors.device(number), Shortened.name(device.name()));
        out.close();
        out.open("td");
        Badge.write(out, device.verdict().standing(), device.verdict().words());
        out.close();
        out.element("td", device.decoder().isEmpty() ? UNKNOWN : Shortened.name(device.decoder()));
        out.open("td")
                .element("code", device.pciId().isEmpty() ? UNKNOWN : device.pciId())
                .close();
        out.element("td", formatSize(device.runningBytes()), "class", "number");
        out.element("td", formatSize(device.stoppedBytes()), "class", "number");
        out.open("td");
        writeBar(device, largest);
        out.close();
        out.element(
                "td",
                device.msixVectors().isEmpty()
                        ? UNKNOWN
                        : Integer.toString(device.msixVectors().getAsInt()),
                "class",
                "number");
        out.closeLine();
    }

    private void writeBar(DeviceRow device, long largest) throws IOException {
        double running = (double) device.runningBytes().orElse(0) / largest;
        double stopped = (double) device.stoppedBytes().orElse(device.totalBytes()) / largest;
        out.open("svg", "class", "bar", "width", "100%", "height", "12", "aria-hidden", "true");
        out.element("rect", "", "class", "running", "width", StreamPicture.percent(running), "height", "12");
        out.element(
                "rect",
                "",
                "class",
                "stopped",
                "x",
                StreamPicture.percent(running),
                "width",
                StreamPicture.percent(stopped),
                "height",
                "12");
        out.close();
    }

    private void writeChannels(PageLimit limit) throws IOException {
        out.open("section", "id", "channels").line();
        out.element("h2", "Multifd channels").line();
        Tables.open(
                out,
                "Recorded multifd channels",
                ">Channel",
                "Recording",
                ">Bytes",
                ">Packets with pages",
                ">Packets with state",
                ">Pages with content",
                ">Zero pages");
        int written = 0;
        for (ChannelSummary channel : report.channels()) {
            if (!limit.allows(MAX_ROW)) {
                break;
            }
            written++;
            out.open("tr");
            out.element("td", Integer.toString(channel.id()), "class", "number");
            out.element("th", Shortened.name(PrintableText.escapeName(channel.name())), "scope", "row");
            for (long value : new long[] {
                channel.bytes(),
                channel.ramPackets(),
                channel.deviceStatePackets(),
                channel.normalPages(),
                channel.zeroPages()
            }) {
                out.element("td", Long.toString(value), "class", "number");
            }
            out.closeLine();
        }
        Tables.close(out, report.channels().size() - written, "channel");
        out.closeLine();
    }

    private static String formatSize(OptionalLong bytes) {
        return bytes.isPresent() ? PrintableText.formatSize(bytes.getAsLong()) : UNKNOWN;
    }
}
