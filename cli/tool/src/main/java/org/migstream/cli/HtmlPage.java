// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.migstream.check.CheckReport;
import org.migstream.check.CheckRequest;
import org.migstream.check.StreamChecker;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.UsageException;
import org.migstream.container.Input;
import org.migstream.diff.DiffInput;
import org.migstream.diff.DiffReport;
import org.migstream.diff.DiffRequest;
import org.migstream.diff.IgnoreCategory;
import org.migstream.diff.StreamDiff;
import org.migstream.explain.Explainer;
import org.migstream.explain.Explanation;
import org.migstream.explain.SearchedText;
import org.migstream.html.HtmlReport;
import org.migstream.html.PageContent;
import org.migstream.html.PageContent.Origin;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.overview.Overview;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.DeviceProfileReader;

/** Writes the page of {@code inspect --html}, with what {@code check}, {@code diff} and {@code explain} find. */
final class HtmlPage {
    /** The timeout of one call of the driver of a target, as {@code check} has it by default. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Invocation invocation;
    private final DecodingOptions decodingOptions;
    private final String input;
    private final List<String> channels;
    private final List<TargetOption> targets;
    private final Optional<String> against;
    private final Optional<String> log;
    private final Path output;

    /** @param inputs the inputs on the command line */
    HtmlPage(
            Invocation invocation,
            Arguments arguments,
            DecodingOptions decodingOptions,
            List<String> inputs,
            List<String> channels) {
        this.invocation = invocation;
        this.decodingOptions = decodingOptions;
        this.channels = channels;
        targets = arguments.get(HtmlOptions.TARGETS);
        against = arguments.get(HtmlOptions.AGAINST);
        log = arguments.get(HtmlOptions.LOG);
        if (inputs.size() > 1) {
            throw new UsageException("--html requires exactly one INPUT, but there are " + inputs.size());
        }
        input = inputs.get(0);
        output = OutputOptions.toPath(arguments.get(HtmlOptions.OUTPUT).orElse(Inputs.STDIN));
        requireRereadable();
        requireWritable();
    }

    private void requireRereadable() {
        boolean readsAgain = !targets.isEmpty() || against.isPresent() || log.isPresent();
        List<String> all = new ArrayList<>(channels);
        all.add(input);
        for (String name : all) {
            if (readsAgain && Inputs.isReadOnce(name)) {
                throw new UsageException("--target, --against and --log read the input again, but " + name
                        + " can be read only once: store it in a file first");
            }
        }
        against.ifPresent(all::add);
        log.ifPresent(all::add);
        TargetChecks.requireDistinct(targets, all);
    }

    private void requireWritable() {
        if (StandardOutput.isTerminal(output, invocation.terminal())) {
            throw new UsageException("refusing to write HTML to a terminal; use -o FILE or a pipe");
        }
        OutputConflicts files = new OutputConflicts();
        List<String> all = new ArrayList<>(channels);
        all.add(input);
        against.ifPresent(all::add);
        log.ifPresent(all::add);
        for (TargetOption target : targets) {
            if (!target.isDevice()) {
                all.add(target.name());
            }
        }
        all.forEach(files::addInput);
        files.addOutput("-o", output);
    }

    /**
     * Inspects the input and writes the page.
     *
     * @param repeatedOptions words of the command line that other commands need to read the same input
     */
    ExitStatus write(Inputs opened, InspectRequest request, List<String> repeatedOptions, Plugins plugins)
            throws IOException {
        new ReportFile(output, invocation).requireCreatable();
        List<DigestingInputStream> pipes = new ArrayList<>();
        Input main = opened.open(input, pipe -> {
            DigestingInputStream digesting = new DigestingInputStream(pipe);
            pipes.add(digesting);
            return digesting;
        });
        List<Input> channelInputs = opened.openAll(channels);
        if (main.image().isPresent() && main.layers().isEmpty()) {
            throw new UsageException("--html shows one snapshot of an image: give it as " + input + "#SNAPSHOT");
        }
        Deque<Closeable> resources = new ArrayDeque<>();
        try {
            StreamReport report = Progress.runWithProgress(
                    invocation, main, () -> StreamInspector.inspect(main, channelInputs, request));
            resources.push(report);
            if (InspectCommand.lacksDevice(report)) {
                return InspectCommand.printMissingDevice(report, invocation);
            }
            RereadInputs bytes =
                    new RereadInputs(main, channelInputs, decodingOptions.maxOutput(), decodingOptions.keepLimit());
            resources.push(bytes);
            return TargetChecks.reportFailures(invocation, () -> {
                Optional<CheckReport> check = check(opened, plugins);
                Optional<DiffReport> diff = diff(opened, plugins);
                diff.ifPresent(resources::push);
                PageContent content = new PageContent(
                        origin(pipes.isEmpty() ? digestFile() : pipes.get(0).result()),
                        report,
                        Overview.of(report, repeatedOptions),
                        bytes,
                        plugins.loaded(),
                        check,
                        diff,
                        explain(opened, plugins),
                        false);
                new ReportFile(output, invocation).write(out -> new HtmlReport(out).render(content));
                if (report.findings().stopReason().isPresent()) {
                    invocation.printFinding(
                            input, report.findings().stopReason().get());
                }
                return ExitStatus.of(report);
            });
        } finally {
            for (Closeable resource : resources) {
                resource.close();
            }
        }
    }

    private Origin origin(Optional<DigestingInputStream.Result> digest) {
        List<String> command = new ArrayList<>(List.of(Main.NAME));
        command.addAll(invocation.words());
        Path file = Inputs.isReadOnce(input)
                ? null
                : Input.fileOf(input).map(Path::getFileName).orElse(null);
        return new Origin(
                file == null ? input.equals(Inputs.STDIN) ? "standard input" : input : file.toString(),
                digest.isPresent() ? OptionalLong.of(digest.get().bytes()) : OptionalLong.empty(),
                digest.map(DigestingInputStream.Result::sha256),
                command,
                Optional.of(Instant.now()));
    }

    /**
     * Reads the stored file once more: an inspection does not read all of guest memory. A block device, whose size says nothing
     * about the stream, is not read again.
     */
    private Optional<DigestingInputStream.Result> digestFile() throws IOException {
        Path file = Input.fileOf(input).orElseThrow();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (DigestingInputStream in = new DigestingInputStream(Files.newInputStream(file))) {
            return Progress.runWithProgress(
                    invocation, "digested", in::count, OptionalLong.of(Files.size(file)), () -> {
                        byte[] buffer = new byte[1 << 16];
                        while (in.read(buffer, 0, buffer.length) >= 0) {
                            // The stream computes the digest.
                        }
                        return in.result();
                    });
        }
    }

    private Optional<CheckReport> check(Inputs opened, Plugins plugins) throws IOException {
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        QueriedTargets devices = new QueriedTargets(new DeviceProfileReader(plugins, false, TIMEOUT));
        CheckRequest request = new CheckRequest(
                TargetChecks.open(targets, devices, opened, invocation),
                decodingOptions.decoderChoice(plugins),
                decodingOptions.keepLimit());
        Input again = opened.open(input);
        List<Input> channelsAgain = opened.openAll(channels);
        return Optional.of(
                Progress.runWithProgress(invocation, again, () -> StreamChecker.check(again, channelsAgain, request)));
    }

    private Optional<DiffReport> diff(Inputs opened, Plugins plugins) throws IOException {
        if (against.isEmpty()) {
            return Optional.empty();
        }
        DiffRequest request = new DiffRequest(
                decodingOptions.decoderChoice(plugins),
                decodingOptions.keepLimit(),
                IgnoreCategory.defaults(),
                Set.of(),
                false);
        Input again = opened.open(input);
        DiffInput first = new DiffInput(again, opened.openAll(channels));
        DiffInput second = new DiffInput(opened.open(against.get()), List.of());
        return Optional.of(
                Progress.runWithProgress(invocation, again, () -> StreamDiff.compare(first, second, request)));
    }

    private Optional<Explanation> explain(Inputs opened, Plugins plugins) throws IOException {
        if (log.isEmpty()) {
            return Optional.empty();
        }
        SearchedText text = opened.requireLog(log.get());
        InspectRequest request =
                InspectRequest.withAllChecks(decodingOptions.decoderChoice(plugins), decodingOptions.keepLimit());
        Input again = opened.open(input);
        List<Input> channelsAgain = opened.openAll(channels);
        try (StreamReport report = Progress.runWithProgress(
                invocation, again, () -> StreamInspector.inspect(again, channelsAgain, request))) {
            return Optional.of(new Explainer(plugins).explain(text, report));
        }
    }
}
