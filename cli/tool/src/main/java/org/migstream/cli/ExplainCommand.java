// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
import org.migstream.plugin.Plugins;
import org.migstream.report.InputSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Explain a message of QEMU, libvirt or a kernel driver about a failed migration: what it means, what to"
                    + " do and, with STREAM, where in the stream the cause is.",
            "The message may have several lines, time stamps and prefixes. The line that shows the cause is explained"
                    + " first.",
            "MESSAGE can also be the code of a finding, exactly as in a report. Then the severity, category and"
                    + " meaning of the code are printed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:explained",
            "1:the message is unknown",
            "2:wrong arguments",
            "3:the stream is malformed or truncated",
            "4:unsupported, or a limit was exceeded",
            "5:an input cannot be read, or the result cannot be written"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream explain 'load of migration failed: Invalid argument'",
            "  migstream explain stream.truncated",
            "  migstream explain --codes",
            "  migstream explain \\",
            "      'get_pci_config_device: Bad config data: i=0x7e read: 3f device: 1f' \\",
            "      samples/streams/lab/q35-six-plain.qevm.zst"
        })
final class ExplainCommand implements Callable<Integer> {
    /** Only a text of this form is searched among the finding codes, which requires loading the plugins. */
    private static final Pattern MAY_BE_CODE = Pattern.compile("[A-Za-z0-9._-]+");

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--codes",
            description = "List the codes of all findings, also those of the plugins. MESSAGE must be omitted.")
    private boolean listCodes;

    @Option(names = "--json", description = "Print a JSON document (migstream.explain/1; for codes migstream.codes/1).")
    private boolean json;

    @Mixin
    private ChannelOptions channelOptions = new ChannelOptions();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MESSAGE",
            description = "The message or the code as one argument, or - for standard input.")
    private @Nullable String message;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STREAM",
            description = "The stream that the message is about: a file, or - for standard input.")
    private @Nullable String stream;

    /** @param plugins loads the plugins; called after the options are parsed */
    ExplainCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        if (listCodes == (message != null)) {
            throw new ParameterException(spec.commandLine(), "give either MESSAGE or --codes");
        }
        ExitStatus status = message == null ? printCodes() : explain(message);
        invocation.stdout().flush();
        return status.code();
    }

    private ExitStatus printCodes() throws IOException {
        try (Plugins available = plugins.get()) {
            List<DeclaredCode> codes = DeclaredCode.all(available.loaded());
            renderCodes(codes, text -> text.renderTable(codes));
        }
        return ExitStatus.SUCCESS;
    }

    private ExitStatus explain(String message) throws IOException {
        List<String> all = new ArrayList<>(channelOptions.names());
        all.add(message);
        if (stream != null) {
            all.add(stream);
        }
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        SearchedText text =
                message.equals(Inputs.STDIN) ? SearchedText.read(invocation.stdin()) : SearchedText.of(message);
        return stream == null ? explainWithoutStream(text) : explainWithStream(text, stream);
    }

    private ExitStatus explainWithoutStream(SearchedText text) throws IOException {
        try (Plugins available = plugins.get()) {
            if (MAY_BE_CODE.matcher(text.text()).matches()) {
                List<DeclaredCode> codes = DeclaredCode.find(text.text(), available.loaded());
                if (!codes.isEmpty()) {
                    renderCodes(codes, codesText -> codesText.renderDetails(codes));
                    return ExitStatus.SUCCESS;
                }
            }
            Explanation explanation = new Explainer(available::driverErrors).explain(text);
            render(explanation);
            return exitStatusOf(explanation);
        }
    }

    /** Writes codes in one of the forms of {@link CodesText}. */
    @FunctionalInterface
    private interface CodesRenderer {
        void render(CodesText text) throws IOException;
    }

    private void renderCodes(List<DeclaredCode> codes, CodesRenderer renderer) throws IOException {
        if (json) {
            new CodesJson(invocation.stdout()).render(codes);
            return;
        }
        invocation.printText((writer, terminal) ->
                renderer.render(new CodesText(writer, terminal.usesColour(), terminal.columns())));
    }

    private ExitStatus explainWithStream(SearchedText text, String name) throws IOException {
        try (Plugins available = plugins.get()) {
            return Inputs.withInputs(
                    invocation,
                    decodingOptions.maxOutputBytes(),
                    name,
                    opened -> explainWithStream(text, name, available, opened));
        }
    }

    private ExitStatus explainWithStream(SearchedText text, String name, Plugins available, Inputs opened)
            throws IOException {
        Input input = opened.open(name);
        InspectRequest request =
                InspectRequest.withAllChecks(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
        List<Input> channelInputs = opened.openAll(channelOptions.names());
        try (StreamReport report = Progress.runWithProgress(
                invocation, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
            Explanation explanation = new Explainer(available::driverErrors).explain(text, report);
            render(explanation);
            return printDamage(explanation);
        }
    }

    private void render(Explanation explanation) throws IOException {
        if (json) {
            new ExplainJson(invocation.stdout()).render(explanation);
            return;
        }
        invocation.printText((writer, terminal) ->
                new ExplainText(writer, terminal.usesColour(), terminal.columns()).render(explanation));
    }

    /** Prints the damage of the stream, which is not always the cause of the message. Returns the exit status. */
    private ExitStatus printDamage(Explanation explanation) throws IOException {
        InputSummary input = explanation.input();
        if (input != null && explanation.stopReason().isPresent()) {
            invocation.printFinding(input.name(), explanation.stopReason().get());
        }
        return exitStatusOf(explanation);
    }

    private static ExitStatus exitStatusOf(Explanation explanation) {
        return ExitStatus.of(explanation.outcome(), !explanation.diagnoses().isEmpty());
    }
}
