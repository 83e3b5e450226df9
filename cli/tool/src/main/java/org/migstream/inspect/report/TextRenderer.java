// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.migstream.profile.Profile;
import org.migstream.profile.SavedProfiles;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;
import org.migstream.report.Outcome;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.SectionKey;

/** A report for people: the verdict first, then what is wrong, then what there is, then every section. */
public final class TextRenderer {
    private final TextWriter out;

    /**
     * @param out where the text goes; is flushed, not closed
     * @param colour whether a terminal shows it
     * @param columns of the terminal that shows it, 0 if none does
     */
    public TextRenderer(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes one report. */
    public void render(StreamReport report) throws IOException {
        summarise(report);
        for (DeviceReport device : report.devices()) {
            new DeviceText(out).write(device);
        }
        new SectionTable(out).write(report);
        if (report.fields() != null) {
            report.fields().decode(new FieldsText(out));
        }
    }

    /** Writes the beginning of one: the verdict, what is wrong, and a few lines on what there is. */
    public void summarise(StreamReport report) throws IOException {
        Optional<LocatedFinding> reason = report.findings().reason();
        out.colour(report.findings().worst());
        out.paragraph(Printable.name(report.input().name()) + ": " + verdict(report)
                + reason.map(located -> ": " + sentence(located)).orElse(""));
        out.plain();
        for (LocatedFinding located : report.findings().all()) {
            if (!reason.equals(Optional.of(located))) {
                out.colour(located.finding().severity());
                out.paragraph("  " + label(located.finding().severity()) + ": " + sentence(located));
                out.plain();
            }
        }
        states(report);
        summary(report);
    }

    /** What is wrong with the devices' own bytes; notes stand beside them. */
    private void states(StreamReport report) throws IOException {
        for (DeviceReport device : report.devices()) {
            if (device.state() == null) {
                continue;
            }
            SectionKey key = device.device().key();
            String name = (key == null ? "" : Printable.name(key.idstr()) + " ")
                    + device.state().decoder();
            for (Finding finding : device.state().findings()) {
                if (finding.severity() != Severity.INFO) {
                    out.colour(finding.severity());
                    out.paragraph("  " + label(finding.severity()) + ": " + name + ", " + StateText.sentence(finding));
                    out.plain();
                }
            }
        }
    }

    private static String verdict(StreamReport report) {
        if (report.outcome() != Outcome.WHOLE) {
            return verdict(report.outcome());
        }
        boolean cutState = report.devices().stream()
                .anyMatch(device -> device.state() != null && device.state().incomplete());
        if (cutState) {
            return "read to the end, but the state of a device is INCOMPLETE";
        }
        switch (report.findings().worst()) {
            case ERROR:
                return "complete, but with errors";
            case WARNING:
                return "complete, with warnings";
            default:
                return "complete, no errors found";
        }
    }

    /** Of what could not be read to its end. */
    static String verdict(Outcome outcome) {
        return outcome == Outcome.DAMAGED ? "DAMAGED" : "NOT READ TO THE END";
    }

    public static String label(Severity severity) {
        return severity == Severity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
    }

    /** A finding in one line: where, what, code. */
    public static String sentence(LocatedFinding located) {
        Finding finding = located.finding();
        List<String> places = new ArrayList<>();
        if (located.channel() != null) {
            places.add("channel " + Printable.name(located.channel()));
        }
        finding.offset().ifPresent(offset -> places.add("at " + Printable.offset(offset) + " (" + offset + ")"));
        if (located.section() != null) {
            places.add(Printable.name(located.section().idstr()));
        }
        String where = places.isEmpty() ? "" : String.join(", ", places) + ": ";
        return where + Printable.name(finding.message()) + " [" + Printable.name(finding.code()) + "]";
    }

    private void summary(StreamReport report) throws IOException {
        InputSummary input = report.input();
        String layers = input.layers().isEmpty() ? "" : " in " + String.join(", ", input.layers());
        out.item(
                "input",
                (input.kind() == null ? "unknown" : input.kind()) + layers + ", "
                        + (input.bytes().isPresent()
                                ? Printable.bytes(input.bytes().getAsLong())
                                : "not read to its end"));
        Configuration configuration = report.frame().configuration();
        if (configuration != null) {
            String capabilities = configuration.capabilities().isEmpty()
                    ? ""
                    : ", " + Printable.name(String.join(", ", configuration.capabilities()));
            out.item("machine", Printable.name(configuration.machine()) + capabilities);
        }
        if (report.frame().header() != null) {
            out.item("written by", report.dialect().toString());
            out.item("sections", sections(report));
        }
        if (report.frame().vmdesc() != null && report.frame().vmdesc().saved() != null) {
            String item = "saved from";
            for (SavedProfiles.SavedDevice device :
                    report.frame().vmdesc().saved().devices()) {
                out.item(item, saved(device));
                item = "";
            }
        }
        if (report.frame().ram() != null) {
            out.item("memory", memory(report.frame().ram(), report.channels()));
        }
        if (report.frame().header() != null) {
            out.item("VFIO devices", devices(report.devices()));
        }
        for (ChannelSummary channel : report.channels()) {
            out.item("channel " + channel.id(), channel(channel));
        }
        report.returnPath()
                .forEach(message -> out.item(
                        Printable.offset(message.offset()),
                        message.type()
                                + (message.value().isPresent()
                                        ? " " + message.value().getAsLong()
                                        : "")));
    }

    private static String channel(ChannelSummary channel) {
        return "%s: %s with pages (%d normal, %d zero), %d to synchronise, %d with device state"
                .formatted(
                        Printable.name(channel.name()),
                        Printable.count(channel.ramPackets(), "packet"),
                        channel.normalPages(),
                        channel.zeroPages(),
                        channel.syncPackets(),
                        channel.deviceStatePackets());
    }

    private static String sections(StreamReport report) {
        String footers = report.frame().footers() == null
                ? ""
                : report.frame().footers() ? ", with footers" : ", without footers";
        String described = report.frame().vmdesc() == null
                ? ", no description"
                : ", description of " + Printable.count(report.frame().vmdesc().devices(), "device");
        return report.frame().sections().size() + footers + described;
    }

    private static String saved(SavedProfiles.SavedDevice device) {
        Profile profile = device.profile();
        StringJoiner text = new StringJoiner(", ");
        if (profile.driver() != null) {
            text.add("driver " + Printable.name(profile.driver()));
        }
        if (profile.pci() != null) {
            text.add(profile.pci().toString());
        }
        if (profile.migration() != null) {
            profile.migration().forEach(feature -> text.add(Printable.name(feature)));
        }
        return Printable.name(device.idstr()) + ": " + text;
    }

    private static String memory(RamSummary ram, List<ChannelSummary> channels) {
        String text = Printable.bytes(ram.totalBytes()) + " in "
                + Printable.count(ram.blocks().size(), "block") + "; " + pages(ram.pagesWithContent(), ram.zeroPages())
                + ", each of " + ram.pageSize() + " bytes";
        if (channels.isEmpty()) {
            return text;
        }
        long normal = channels.stream().mapToLong(ChannelSummary::normalPages).sum();
        long zero = channels.stream().mapToLong(ChannelSummary::zeroPages).sum();
        return text + "; on channels " + pages(normal, zero);
    }

    private static String pages(long withContent, long zero) {
        return Printable.count(withContent, "page") + " with content, " + zero + " zero";
    }

    private static String devices(List<DeviceReport> devices) {
        if (devices.isEmpty()) {
            return "none";
        }
        long running =
                devices.stream().mapToLong(d -> d.device().preCopy().bytes()).sum();
        long stopped =
                devices.stream().mapToLong(d -> d.device().stopCopy().bytes()).sum();
        return devices.size() + "; " + Printable.bytes(running) + " sent while the guest ran, "
                + Printable.bytes(stopped) + " after it stopped";
    }
}
