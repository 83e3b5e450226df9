// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.explain.CodesJson;
import org.migstream.explain.CodesText;
import org.migstream.explain.DeclaredCode;
import org.migstream.explain.ExplainJson;
import org.migstream.explain.ExplainText;
import org.migstream.explain.Explainer;
import org.migstream.explain.Explanation;
import org.migstream.explain.SearchedText;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.report.InputSummary;
import org.migstream.report.PrintableText;

/** {@code migstream explain}. */
final class ExplainCommand implements CliCommand {
    private static final Pattern MAY_BE_CODE = Pattern.compile("[A-Za-z0-9._-]+");

    private static final Flag CODES = Flag.of("--codes", "List the codes of all findings; MESSAGE must be omitted.")
            .details("The list includes the codes of the plugins.");
    private static final Flag JSON = Flag.of("--json", "Print one JSON document for each STREAM.")
            .details("It is a migstream.explain/1, with --codes a migstream.codes/1.");
    private static final Argument<List<String>> WORDS = Value.positional(
                    "MESSAGE [STREAM]...", "The message, the log or the code, and the streams that it is about.")
            .details(
                    "MESSAGE is in one argument or several, a file with a log, or - for standard input (the default if it is"
                            + " not a terminal, also if the first argument is a stream)."
                            + " STREAM is a file, or - for standard input.")
            .completedBy(ExplainCommand::knownCodes)
            .zeroOrMore();

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Explain a message about a failed migration, or the code of a finding.",
                    "The message is one of QEMU, libvirt or a kernel driver. The explanation says what it means, what to"
                            + " do and, with STREAM, where in the stream the cause is.")
            .details(
                    "The message may have several lines, time stamps and prefixes. The line that shows the cause is"
                            + " explained first.",
                    "MESSAGE can also be the code of a finding, exactly as in a report. Then the severity, category and"
                            + " meaning of the code are printed.")
            .addExclusive(JsonOptions.with(JSON))
            .add(CODES, ChannelOption.CHANNEL)
            .addCommon(ColorOption.COLOR)
            .addCommon(DecodingOptions.ALL)
            .add(JobsOption.JOBS, WORDS)
            .exitStatus(0, "explained")
            .exitStatus(1, "the message is unknown")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "the stream is malformed or truncated")
            .exitStatus(4, "unsupported, or a limit was exceeded")
            .exitStatus(5, "an input cannot be read, or the result cannot be written")
            .examples(
                    "  migstream explain load of migration failed: Invalid argument",
                    "  migstream explain samples/logs/qemu.log",
                    "  migstream explain stream.truncated",
                    "  migstream explain \\",
                    "      'get_pci_config_device: Bad config data: i=0x7e read: 3f device: 1f' \\",
                    "      samples/streams/lab/q35-six-plain.qevm.zst")
            .moreExamples("  migstream explain --codes");

    private final Invocation invocation;
    private final Arguments arguments;
    private final DecodingOptions decodingOptions;
    private final List<String> channels;
    private final JsonOptions json;

    ExplainCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        decodingOptions = new DecodingOptions(arguments);
        channels = arguments.get(ChannelOption.CHANNEL);
        json = JsonOptions.of(arguments, JSON);
    }

    /** Returns the codes of migstream and of the bundled plugins, each once. */
    private static Iterator<String> knownCodes() {
        try (Plugins bundled = Plugins.load(PluginPath.EMPTY, Plugins.DEFAULT_TIMEOUT)) {
            return DeclaredCode.all(bundled.loaded()).stream()
                    .map(code -> code.declaration().code())
                    .distinct()
                    .iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ExitStatus run() throws IOException {
        List<String> words = arguments.get(WORDS);
        if (arguments.has(CODES) && !words.isEmpty()) {
            throw new UsageException("give either MESSAGE or --codes");
        }
        ExitStatus status = arguments.has(CODES)
                ? printCodes()
                : explain(MessageWords.of(Inputs.namesOrStdin(words, "MESSAGE", invocation), Inputs::isName));
        invocation.stdout().flush();
        return status;
    }

    private ExitStatus printCodes() throws IOException {
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            List<DeclaredCode> codes = DeclaredCode.all(available.loaded());
            renderCodes(codes, text -> text.renderTable(codes));
        }
        return ExitStatus.SUCCESS;
    }

    private ExitStatus explain(MessageWords words) throws IOException {
        if (words.isFile()) {
            String name = words.message();
            return Inputs.withInputs(
                    invocation,
                    decodingOptions.maxOutput(),
                    name,
                    opened -> explainFile(name, opened, words.streams()));
        }
        requireConsistent(words.message(), words.streams());
        SearchedText text = words.message().equals(Inputs.STDIN)
                ? SearchedText.read(invocation.stdin())
                : SearchedText.of(words.message());
        return explain(text, words.streams());
    }

    /** Explains a log, or what a pipe says about a stream. */
    private ExitStatus explainFile(String name, Inputs opened, List<String> streams) throws IOException {
        boolean mayBeLog = Inputs.isWholeFile(name) || Inputs.isReadOnce(name);
        Optional<SearchedText> log = mayBeLog ? opened.readLog(name) : Optional.empty();
        if (log.isPresent() && !log.get().text().isBlank()) {
            requireConsistent(name, streams);
            return explain(log.get(), streams);
        }
        if (Inputs.isReadOnce(name) || invocation.terminal().hasKeyboard()) {
            throw new UsageException("MESSAGE is missing: " + PrintableText.escapeName(name)
                    + " is not a text; give the message or a log before it");
        }
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(streams);
        requireConsistent(Inputs.STDIN, all);
        return explain(SearchedText.read(invocation.stdin()), all);
    }

    private void requireConsistent(String message, List<String> streams) {
        ChannelOption.requireOneStream("--channel", channels, "STREAM", streams);
        List<String> all = new ArrayList<>(channels);
        all.add(message);
        all.addAll(streams);
        Inputs.requireStdinAtMostOnce(all);
    }

    private ExitStatus explain(SearchedText text, List<String> streams) throws IOException {
        return streams.isEmpty() ? explainWithoutStream(text) : explainWithStreams(text, streams);
    }

    private ExitStatus explainWithoutStream(SearchedText text) throws IOException {
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            // Without a stream no decoder is used, but a wrong name is reported.
            decodingOptions.decoderChoice(available);
            if (MAY_BE_CODE.matcher(text.text()).matches()) {
                List<DeclaredCode> codes = DeclaredCode.find(text.text(), available.loaded());
                if (!codes.isEmpty()) {
                    renderCodes(codes, codesText -> codesText.renderDetails(codes));
                    return ExitStatus.SUCCESS;
                }
            }
            Explanation explanation = new Explainer(available).explain(text);
            render(explanation, invocation);
            return exitStatusOf(explanation);
        }
    }

    /** Writes codes in one of the forms of {@link CodesText}. */
    @FunctionalInterface
    private interface CodesRenderer {
        void render(CodesText text) throws IOException;
    }

    private void renderCodes(List<DeclaredCode> codes, CodesRenderer renderer) throws IOException {
        if (json.isWanted()) {
            new CodesJson(invocation.stdout(), json.isSingleLine()).render(codes);
            return;
        }
        invocation.printText((writer, terminal) ->
                renderer.render(new CodesText(writer, terminal.usesColour(), terminal.columns())));
    }

    private ExitStatus explainWithStreams(SearchedText text, List<String> streams) throws IOException {
        int jobs = JobsOption.count(arguments);
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            InspectRequest request =
                    InspectRequest.withAllChecks(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            ExitStatus status = ConcurrentTasks.run(
                    invocation,
                    jobs,
                    streams,
                    (output, stream) -> Inputs.withInputs(
                            output,
                            decodingOptions.maxOutput(),
                            stream,
                            opened -> explainWithStream(
                                    text,
                                    opened.open(stream),
                                    opened,
                                    request,
                                    available,
                                    streams.size() > 1,
                                    output)));
            return decodingOptions.reportUnknownDevices(invocation, status);
        }
    }

    private ExitStatus explainWithStream(
            SearchedText text,
            Input input,
            Inputs opened,
            InspectRequest request,
            Plugins available,
            boolean isOneOfSeveral,
            Invocation output)
            throws IOException {
        List<Input> channelInputs = opened.openAll(channels);
        try (StreamReport report =
                Progress.runWithProgress(output, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
            if (!isOneOfSeveral && decodingOptions.problemWithDevices().isPresent()) {
                return ExitStatus.USAGE_ERROR;
            }
            Explanation explanation = new Explainer(available).explain(text, report);
            if (isOneOfSeveral && !json.isWanted()) {
                output.printText(
                        (writer, terminal) -> new ExplainText(writer, terminal.usesColour(), terminal.columns())
                                .renderStreamName(input.name()));
            }
            render(explanation, output);
            return printDamage(explanation, output);
        }
    }

    private void render(Explanation explanation, Invocation output) throws IOException {
        if (json.isWanted()) {
            new ExplainJson(output.stdout(), json.isSingleLine()).render(explanation);
            return;
        }
        output.printText((writer, terminal) ->
                new ExplainText(writer, terminal.usesColour(), terminal.columns()).render(explanation));
    }

    /** Prints the damage of the stream, which is not always the cause of the message. Returns the exit status. */
    private static ExitStatus printDamage(Explanation explanation, Invocation output) throws IOException {
        InputSummary input = explanation.input();
        if (input != null && explanation.stopReason().isPresent()) {
            output.printFinding(input.name(), explanation.stopReason().get());
        }
        return exitStatusOf(explanation);
    }

    private static ExitStatus exitStatusOf(Explanation explanation) {
        return ExitStatus.of(explanation.outcome(), !explanation.diagnoses().isEmpty());
    }
}
