// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.overview.Overview.Fact;
import org.migstream.inspect.overview.Overview.Fact.Group;
import org.migstream.inspect.report.ReturnPathEntry;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.ChannelSummary;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.InputSummary;
import org.migstream.report.PrintableText;
import org.migstream.report.ReadOutcome;
import org.migstream.stream.StreamKind;

/** Collects the facts of an overview. */
final class StreamFacts {
    /** The maximum number of messages of a return path. */
    private static final int MAX_MESSAGES = 6;

    private final List<Fact> facts = new ArrayList<>();

    private StreamFacts() {}

    static List<Fact> of(StreamReport report) throws IOException {
        StreamFacts facts = new StreamFacts();
        facts.addInput(report.input());
        if (report.outline().header() != null) {
            facts.addStream(report);
            facts.addMemory(report.outline().ram());
            facts.addDevices(report);
        }
        facts.addChannels(report.channels());
        facts.addReturnPath(report);
        return facts.facts;
    }

    private void add(Group group, String label, String text) {
        facts.add(new Fact(group, label, text));
    }

    private void addInput(InputSummary input) {
        String kind = input.kind() == null
                ? "unknown content"
                : input.kind().equals(StreamKind.MAIN.label()) ? "main stream" : input.kind();
        String size = input.bytes().isPresent()
                ? PrintableText.formatSize(input.bytes().getAsLong())
                : "not read to its end";
        String layers = input.layers().isEmpty() ? "" : " in " + String.join(", ", input.layers());
        add(Group.STREAM, "input", kind + ", " + size + layers);
    }

    private void addStream(StreamReport report) {
        StreamOutline outline = report.outline();
        String machine = outline.machine();
        if (machine != null) {
            add(Group.STREAM, "machine", PrintableText.escape(machine));
        }
        add(Group.STREAM, "written by", report.dialect().toString());
        String footers =
                outline.hasFooters() == null ? "" : outline.hasFooters() ? " with footers" : " without footers";
        add(
                Group.STREAM,
                "sections",
                PrintableText.formatCount(outline.sections().size(), "section") + footers);
        add(
                Group.STREAM,
                "vmdescription",
                outline.vmdesc() == null
                        ? "no vmdescription"
                        : "vmdescription of "
                                + PrintableText.formatCount(outline.vmdesc().devices(), "device"));
    }

    private void addMemory(@Nullable RamSummary ram) {
        if (ram == null) {
            return;
        }
        add(
                Group.MEMORY,
                "memory",
                PrintableText.formatSize(ram.totalBytes()) + " in "
                        + PrintableText.formatCount(ram.blocks().size(), "block"));
        add(
                Group.MEMORY,
                "pages",
                PrintableText.formatCount(ram.contentPages(), "page") + " with content, " + ram.zeroPages() + " zero");
    }

    private void addDevices(StreamReport report) throws IOException {
        long[] cprDevices = {0};
        report.outline()
                .sections()
                .forEach(entry -> cprDevices[0] += entry.head().isCprVfio() ? 1 : 0);
        long running = 0;
        long stopped = 0;
        for (DeviceReport device : report.devices()) {
            SavedDevice saved = device.device();
            running += saved.preCopyBytes().bytes();
            stopped += saved.stopCopyBytes().bytes();
        }
        int count = report.devices().size();
        String none = report.outcome() == ReadOutcome.COMPLETE ? "no VFIO device" : "no VFIO device was read";
        add(Group.DEVICES, "VFIO devices", count == 0 ? none : count + " VFIO");
        if (cprDevices[0] > 0) {
            add(Group.DEVICES, "handed over", cprDevices[0] + " handed over by CPR without a state in the stream");
        }
        if (count > 0) {
            add(Group.DEVICES, "sent while running", "sent " + PrintableText.formatSize(running) + " while running");
            add(Group.DEVICES, "sent after the stop", PrintableText.formatSize(stopped) + " after the stop");
        }
    }

    private void addChannels(List<ChannelSummary> channels) {
        if (channels.isEmpty()) {
            return;
        }
        long withPages = 0;
        long withState = 0;
        long normal = 0;
        long zero = 0;
        for (ChannelSummary channel : channels) {
            withPages += channel.ramPackets();
            withState += channel.deviceStatePackets();
            normal += channel.normalPages();
            zero += channel.zeroPages();
        }
        add(Group.CHANNELS, "channels", Integer.toString(channels.size()));
        add(
                Group.CHANNELS,
                "packets",
                PrintableText.formatCount(withPages, "packet") + " with pages (" + normal + " with content, " + zero
                        + " zero), " + withState + " with state");
    }

    private void addReturnPath(StreamReport report) throws IOException {
        List<String> messages = new ArrayList<>();
        report.returnPath().forEach(message -> {
            if (messages.size() < MAX_MESSAGES) {
                messages.add(format(message));
            }
        });
        long more = report.returnPath().size() - messages.size();
        if (more > 0) {
            messages.add("... " + more + " more");
        }
        messages.forEach(message -> add(Group.MESSAGES, "message", message));
    }

    private static String format(ReturnPathEntry message) {
        return message.type()
                + (message.value().isPresent() ? " " + message.value().getAsLong() : "")
                + " at "
                + PrintableText.formatOffset(message.offset());
    }
}
