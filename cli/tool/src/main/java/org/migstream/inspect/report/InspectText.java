// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.profile.MsixSource;
import org.migstream.profile.Profile;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.FindingText;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.SectionKey;

/** Writes a report as text: the verdict, the findings, a summary, then all devices and sections. */
public final class InspectText {
    private final TextWriter out;
    private final boolean withPlaces;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether to use the colours of a terminal
     * @param columns width of the terminal; 0 without a terminal
     */
    public InspectText(Writer out, boolean colour, int columns) {
        this(new TextWriter(out, colour, columns), true);
    }

    private InspectText(TextWriter out, boolean withPlaces) {
        this.out = out;
        this.withPlaces = withPlaces;
    }

    /**
     * Returns a writer of texts that can be compared: without offsets, which an earlier record of another length moves, and
     * without the name of the input.
     */
    public InspectText withoutPlaces() {
        return new InspectText(out, false);
    }

    /** Parts of a report. The fields of all described sections are another part, which a report has if it was requested. */
    public enum Part {
        /** The verdict alone. */
        VERDICT,
        /** Verdict, findings and summary. */
        SUMMARY,
        /** All VFIO devices of the report, each with its fields, its configuration and its records. */
        DEVICES,
        /** The list of sections. */
        SECTIONS
    }

    /** Writes a report with all parts. */
    public void render(StreamReport report) throws IOException {
        render(report, List.of(Part.SUMMARY, Part.DEVICES, Part.SECTIONS));
    }

    /** Writes parts of a report, in the order of the list. */
    public void render(StreamReport report, List<Part> parts) throws IOException {
        for (Part part : parts) {
            switch (part) {
                case VERDICT -> writeVerdict(report);
                case SUMMARY -> renderSummary(report);
                case DEVICES -> {
                    for (DeviceReport device : report.devices()) {
                        new SavedDeviceText(out, withPlaces).write(device);
                    }
                }
                case SECTIONS -> new SectionTable(out, withPlaces).write(report);
            }
        }
        if (report.fields() != null) {
            report.fields().decode(new VmStateFieldsText(out, withPlaces));
        }
    }

    private void writeVerdict(StreamReport report) throws IOException {
        InspectionVerdict verdict = InspectionVerdict.of(report, withPlaces);
        out.paragraph(
                verdict.standing().severity(),
                (withPlaces ? PrintableText.escapeName(report.input().name()) + ": " : "") + verdict.text());
    }

    /** Writes the beginning of a report: verdict, findings and summary. */
    public void renderSummary(StreamReport report) throws IOException {
        InspectionVerdict verdict = InspectionVerdict.of(report);
        writeVerdict(report);
        for (LocatedFinding located : report.findings().all()) {
            if (!verdict.reason().equals(Optional.of(located))) {
                out.setColour(located.finding().severity());
                out.paragraph("  " + FindingText.severityLabel(located.finding().severity()) + ": "
                        + FindingText.formatFinding(withPlaces ? located : located.withoutOffset()));
                out.resetColour();
            }
        }
        writeDecoderFindings(report);
        writeSummaryItems(report);
    }

    /** Writes warnings and errors about the states of devices. Findings of severity INFO are listed with the state. */
    private void writeDecoderFindings(StreamReport report) throws IOException {
        for (DeviceReport device : report.devices()) {
            if (device.state() == null) {
                continue;
            }
            String name = InspectionVerdict.stateName(device);
            StatePlaces places = StatePlaces.ofFindings(device);
            for (Finding finding : device.state().findings()) {
                if (finding.severity() != Severity.INFO) {
                    out.setColour(finding.severity());
                    out.paragraph("  " + FindingText.severityLabel(finding.severity()) + ": " + name + ", "
                            + DecodedStateText.formatFinding(finding, places.find(finding), withPlaces));
                    out.resetColour();
                }
            }
        }
    }

    private void writeSummaryItems(StreamReport report) throws IOException {
        InputSummary input = report.input();
        String layers = input.layers().isEmpty() ? "" : " in " + String.join(", ", input.layers());
        out.item(
                "input",
                (input.kind() == null ? "unknown" : input.kind()) + layers + ", "
                        + (input.bytes().isPresent()
                                ? PrintableText.formatBytes(input.bytes().getAsLong())
                                : "not read to its end"));
        Configuration configuration = report.outline().configuration();
        if (configuration != null) {
            String capabilities = configuration.capabilities().isEmpty()
                    ? ""
                    : ", " + PrintableText.escape(String.join(", ", configuration.capabilities()));
            out.item("machine", PrintableText.escape(configuration.machine()) + capabilities);
        }
        if (report.outline().header() != null) {
            out.item("written by", report.dialect().toString());
            out.item("sections", formatSectionCount(report));
        }
        if (report.outline().vmdesc() != null && report.outline().vmdesc().savedProfiles() != null) {
            String item = "saved from";
            for (SavedProfiles.SavedProfile device :
                    report.outline().vmdesc().savedProfiles().devices()) {
                out.item(item, formatSavedProfile(device));
                item = "";
            }
        }
        if (report.outline().ram() != null) {
            out.item("memory", formatMemory(report.outline().ram(), report.channels()));
        }
        if (report.outline().header() != null) {
            out.item("VFIO devices", formatDevices(report) + formatCprDevices(report.outline()));
        }
        for (ChannelSummary channel : report.channels()) {
            out.item("channel " + channel.id(), formatChannel(channel));
        }
        String unchecked = "not checked";
        for (String part : UncheckedParts.of(report, withPlaces)) {
            out.item(unchecked, part);
            unchecked = "";
        }
        report.returnPath()
                .forEach(message -> out.item(
                        withPlaces ? PrintableText.formatOffset(message.offset()) : "message",
                        message.type()
                                + (message.value().isPresent()
                                        ? " " + message.value().getAsLong()
                                        : "")));
    }

    private static String formatChannel(ChannelSummary channel) {
        return "%s: %s with pages (%d normal, %d zero), %d for synchronisation, %d with device state"
                .formatted(
                        PrintableText.escapeName(channel.name()),
                        PrintableText.formatCount(channel.ramPackets(), "packet"),
                        channel.normalPages(),
                        channel.zeroPages(),
                        channel.syncPackets(),
                        channel.deviceStatePackets());
    }

    private static String formatSectionCount(StreamReport report) {
        String footers = report.outline().hasFooters() == null
                ? ""
                : report.outline().hasFooters() ? ", with footers" : ", without footers";
        String described = report.outline().vmdesc() == null
                ? ", no vmdescription"
                : ", vmdescription of "
                        + PrintableText.formatCount(report.outline().vmdesc().devices(), "device");
        return report.outline().sections().size() + footers + described;
    }

    private static String formatSavedProfile(SavedProfiles.SavedProfile device) {
        Profile profile = device.profile();
        StringJoiner text = new StringJoiner(", ");
        String driver = profile.driver() == null ? profile.kernelDriver() : profile.driver();
        if (driver != null) {
            text.add("driver " + PrintableText.escape(driver));
        }
        if (profile.pci() != null) {
            text.add(profile.pci().toString());
        }
        if (profile.migrationFeatures() != null) {
            profile.migrationFeatures().forEach(feature -> text.add(PrintableText.escape(feature)));
        }
        if (profile.slot() != null) {
            text.add("slot " + profile.slot().label());
        }
        if (profile.msixSource() == MsixSource.UNKNOWN) {
            text.add("the MSI-X table of the guest is missing");
        }
        return PrintableText.escape(device.idstr()) + ": " + text;
    }

    private static String formatMemory(RamSummary ram, List<ChannelSummary> channels) {
        String text = PrintableText.formatBytes(ram.totalBytes()) + " in "
                + PrintableText.formatCount(ram.blocks().size(), "block") + "; "
                + formatPages(ram.contentPages(), ram.zeroPages())
                + ", each of " + ram.pageSize() + " bytes";
        if (channels.isEmpty()) {
            return text;
        }
        long normal = channels.stream().mapToLong(ChannelSummary::normalPages).sum();
        long zero = channels.stream().mapToLong(ChannelSummary::zeroPages).sum();
        return text + "; on channels " + formatPages(normal, zero);
    }

    private static String formatPages(long withContent, long zero) {
        return PrintableText.formatCount(withContent, "page") + " with content, " + zero + " zero";
    }

    /** Returns the number of VFIO devices that CPR hands over; an empty text if there are none. */
    private static String formatCprDevices(StreamOutline outline) throws IOException {
        long[] count = {0};
        outline.sections().forEach(entry -> count[0] += entry.head().isCprVfio() ? 1 : 0);
        return count[0] == 0 ? "" : ", and " + count[0] + " handed over by CPR without a state in the stream";
    }

    private static String formatDevices(StreamReport report) throws IOException {
        List<DeviceReport> devices = report.devices();
        Set<SectionKey> all = new HashSet<>();
        devices.forEach(shown -> all.add(shown.device().requiredKey()));
        report.outline().sections().forEach(section -> {
            if (section.head().isVfio()) {
                all.add(section.head().key());
            }
        });
        if (devices.isEmpty()) {
            return all.isEmpty() ? "none" : all.size() + ", none shown";
        }
        long running = 0;
        long stopped = 0;
        for (DeviceReport shown : devices) {
            running += shown.device().preCopyBytes().bytes();
            stopped += shown.device().stopCopyBytes().bytes();
        }
        String count = all.size() + (devices.size() < all.size() ? ", " + devices.size() + " shown" : "");
        return count + "; " + PrintableText.formatBytes(running) + " sent while the guest ran, "
                + PrintableText.formatBytes(stopped) + " after it stopped";
    }
}
