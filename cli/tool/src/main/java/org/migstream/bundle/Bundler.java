// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.bundle.BundleReport.DeviceRedaction;
import org.migstream.bundle.BundleReport.Redaction;
import org.migstream.check.CheckJson;
import org.migstream.check.CheckRequest;
import org.migstream.check.StreamChecker;
import org.migstream.convert.ConversionException;
import org.migstream.convert.RedactedCopy;
import org.migstream.convert.RedactedStates;
import org.migstream.explain.ExplainJson;
import org.migstream.explain.ExplainText;
import org.migstream.explain.Explainer;
import org.migstream.explain.Explanation;
import org.migstream.explain.SearchedText;
import org.migstream.explain.UnexplainedLines;
import org.migstream.html.HtmlReport;
import org.migstream.html.PageContent;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.decoding.RedactedState;
import org.migstream.inspect.report.InspectJson;
import org.migstream.inspect.report.InspectText;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.io.CommittableOutput;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Plugins;
import org.migstream.report.LocatedFinding;
import org.migstream.report.UnknownDeviceException;
import org.migstream.stream.SectionKey;

/** Makes a bundle. */
public final class Bundler implements Closeable {
    /** The file with the state of raw device data. Nothing but its name says that it is redacted. */
    static final String STATE_FILE = "state.redacted.bin";

    private static final String STREAM_FILE = "stream.qevm.zst";

    private final BundleSource source;
    private final List<BundleLog> logs;
    private final Options options;
    private final StreamReport report;
    private final RedactedStates states;
    private final BundleArchive archive = new BundleArchive();

    /**
     * The options of a bundle.
     *
     * @param decoders selects the decoders of the devices' states
     * @param keepLimit maximum number of bytes of device state that are copied, if the input cannot be read a second time
     * @param withLogTexts whether the texts of the logs become a part of the bundle
     */
    public record Options(DecoderChoice decoders, long keepLimit, boolean withLogTexts) {}

    /**
     * What the command prints about a bundle.
     *
     * @param verdict the verdict on the stream
     * @param files number of files in the archive
     * @param states number of device states
     * @param keptStates number of device states whose structure was kept
     * @param hasStream whether the archive has a redacted stream
     * @param stop why the redacted stream ends before the original, or why there is none; empty if it has all, or if the
     *     input was not recognized
     */
    public record Summary(
            InspectionVerdict verdict,
            int files,
            int states,
            long keptStates,
            boolean hasStream,
            Optional<LocatedFinding> stop) {}

    private Bundler(
            BundleSource source, List<BundleLog> logs, Options options, StreamReport report, RedactedStates states) {
        this.source = source;
        this.logs = logs;
        this.options = options;
        this.report = report;
        this.states = states;
    }

    /**
     * Makes a bundle and commits the output.
     *
     * @throws UnknownDeviceException if the user chose a decoder for a device that the stream does not have
     * @throws IOException if the input cannot be read or the output cannot be written; damage of the input is in the bundle
     */
    public static Summary bundle(BundleSource source, List<BundleLog> logs, Options options, CommittableOutput output)
            throws IOException {
        InspectRequest request =
                new InspectRequest(false, true, false, null, options.decoders(), options.keepLimit(), true, null);
        Plugins plugins = options.decoders().plugins();
        try (StreamReport report = StreamInspector.inspect(source.openStream(), source.openChannels(), request);
                RedactedStates states = RedactedStates.of(report, plugins);
                Bundler bundler = new Bundler(source, logs, options, report, states)) {
            options.decoders().names().requireKnown();
            Summary summary = bundler.addFiles(plugins);
            bundler.archive.write(output.stream());
            output.commit();
            return summary;
        }
    }

    private Summary addFiles(Plugins plugins) throws IOException {
        StreamReport shareable = ShareableReport.of(report, states);
        addDocuments(shareable);
        for (BundleLog log : logs) {
            addLog(log, shareable, plugins);
        }
        CopiedStream copied =
                report.input().kind() == null ? new CopiedStream(null, Optional.empty(), false) : addStream();
        BundleReport bundle = new BundleReport(
                report.input(),
                InspectionVerdict.of(shareable),
                copied.file(),
                copied.stop(),
                redactions(copied.hasStructure()),
                plugins.loaded(),
                logs,
                options.withLogTexts());
        List<BundleFile> listed = archive.files();
        archive.addFirst("bundle.json", "versions, files and what was left out", out -> new BundleJson(out)
                .render(bundle, listed));
        List<BundleFile> all = archive.files();
        archive.addFirst(
                "README.txt",
                "this text",
                out -> writeText(writer -> new BundleReadme(writer).render(bundle, all), out));
        return new Summary(
                bundle.verdict(),
                archive.files().size(),
                bundle.devices().size(),
                bundle.devices().stream()
                        .filter(device -> device.redaction() == Redaction.STRUCTURE_KEPT)
                        .count(),
                bundle.streamFile() != null,
                bundle.stop());
    }

    /** Adds the documents about the stream, one line each. */
    private void addDocuments(StreamReport shareable) throws IOException {
        addText("inspect.txt", "what is in the stream", writer -> new InspectText(writer, false, 0).render(shareable));
        archive.add("inspect.json", "what is in the stream, for programs", out -> new InspectJson(out, false, false)
                .render(shareable));
        archive.add("inspect.html", "what is in the stream, as a page", out -> new HtmlReport(out)
                .render(PageContent.redacted(
                        shareable, options.decoders().plugins().loaded())));
        archive.add("check.json", "whether the stream is sound", out -> new CheckJson(out, false)
                .render(StreamChecker.check(
                        shareable, new CheckRequest(List.of(), options.decoders(), options.keepLimit()))));
    }

    /** Writes a text. */
    @FunctionalInterface
    private interface TextContent {
        void write(Writer writer) throws IOException;
    }

    private void addText(String name, String about, TextContent text) throws IOException {
        archive.add(name, about, out -> writeText(text, out));
    }

    private static void writeText(TextContent text, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        text.write(writer);
        writer.flush();
    }

    /** The messages are explained with the report for others: an explanation shows the fields that a message is about. */
    private void addLog(BundleLog log, StreamReport shareable, Plugins plugins) throws IOException {
        Explanation explanation = new Explainer(plugins).explain(log.text(), shareable);
        Explanation shown = options.withLogTexts() ? explanation : withoutMessage(explanation);
        addText("explain/" + log.name() + ".txt", "what the messages of the log mean", writer -> new ExplainText(
                        writer, false, 0)
                .render(shown));
        archive.add(
                "explain/" + log.name() + ".json",
                "what the messages of the log mean, for programs",
                out -> new ExplainJson(out, false).render(shown));
        if (options.withLogTexts()) {
            addText(
                    "logs/" + log.name(),
                    "the end of the log, or all of a short one",
                    writer -> writer.write(log.printableText()));
        }
    }

    private static Explanation withoutMessage(Explanation explanation) {
        return new Explanation(
                new SearchedText("", explanation.message().isTruncated(), 0),
                explanation.input(),
                explanation.outcome(),
                explanation.stopReason(),
                explanation.diagnoses(),
                explanation.unexplained().map(UnexplainedLines::withoutTexts),
                explanation.nearest());
    }

    /**
     * The file with the redacted stream.
     *
     * @param file null if there is none
     * @param stop why it ends early, or why there is none
     * @param hasStructure whether it has the structure of device states
     */
    private record CopiedStream(@Nullable String file, Optional<LocatedFinding> stop, boolean hasStructure) {}

    private CopiedStream addStream() throws IOException {
        Optional<RedactedState> rawData = states.find(null);
        if (rawData.isPresent()) {
            archive.add(STATE_FILE, "the state of the device without its content", out -> {
                try (InputStream state = rawData.get().open()) {
                    state.transferTo(out);
                }
            });
            return new CopiedStream(STATE_FILE, Optional.empty(), true);
        }
        if (RedactedStates.canBeMarked(report)) {
            CopiedStream marked = addMarkedStream();
            if (marked.file() != null) {
                return marked;
            }
        }
        return addZeroedStream();
    }

    /** Adds a stream with the structure of device states. Adds none if it would end before the mark at its end. */
    private CopiedStream addMarkedStream() throws IOException {
        try {
            addCopy(states, stop -> {
                throw stop;
            });
            return new CopiedStream(STREAM_FILE, Optional.empty(), true);
        } catch (ConversionException stop) {
            return new CopiedStream(null, Optional.of(stop.reason()), false);
        }
    }

    /** Adds a stream whose device states are zero, up to the damage. */
    private CopiedStream addZeroedStream() throws IOException {
        List<ConversionException> stops = new ArrayList<>();
        try (RedactedStates none = RedactedStates.none()) {
            addCopy(none, stops::add);
        } catch (ConversionException e) {
            return new CopiedStream(null, Optional.of(e.reason()), false);
        }
        return new CopiedStream(STREAM_FILE, stops.stream().findFirst().map(ConversionException::reason), false);
    }

    /** Receives why a copy ends early. */
    @FunctionalInterface
    private interface StopHandler {
        void accept(ConversionException stop) throws ConversionException;
    }

    private void addCopy(RedactedStates used, StopHandler onStop) throws IOException {
        archive.add(STREAM_FILE, "the stream without guest memory and without the content of devices", out -> {
            Optional<ConversionException> stop =
                    RedactedCopy.write(source.openStream(), source.openChannels(), used, out);
            if (stop.isPresent()) {
                onStop.accept(stop.get());
            }
        });
    }

    private List<DeviceRedaction> redactions(boolean hasStructure) {
        List<DeviceRedaction> redactions = new ArrayList<>();
        for (DeviceReport device : report.devices()) {
            SectionKey key = device.device().key();
            DecodedState state = device.state();
            Optional<RedactedState> redacted = states.find(key);
            redactions.add(new DeviceRedaction(
                    key == null ? null : key.idstr(),
                    state == null ? null : state.decoder(),
                    redactionOf(device, hasStructure),
                    redacted.isPresent() && hasStructure && redacted.get().hasSameFindings(),
                    hasStructure ? zeroFrom(redacted) : null));
        }
        return redactions;
    }

    private static @Nullable Long zeroFrom(Optional<RedactedState> state) {
        OptionalLong offset = state.isPresent() ? state.get().zeroFrom() : OptionalLong.empty();
        return offset.isPresent() ? offset.getAsLong() : null;
    }

    private Redaction redactionOf(DeviceReport device, boolean hasStructure) {
        if (states.find(device.device().key()).isPresent()) {
            return hasStructure ? Redaction.STRUCTURE_KEPT : Redaction.NOT_MARKED;
        }
        return device.state() != null && device.device().deviceData().isLost()
                ? Redaction.NOT_HELD
                : Redaction.NOT_DECODED;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
