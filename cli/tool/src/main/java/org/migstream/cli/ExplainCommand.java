// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.container.Input;
import org.migstream.explain.ExplainJson;
import org.migstream.explain.ExplainText;
import org.migstream.explain.Explainer;
import org.migstream.explain.Explanation;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.Plugins;
import org.migstream.report.FindingText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what a message of QEMU, libvirt or a kernel driver about a failed migration means, where in the stream"
                    + " that is, and what to do.",
            "The message may have several lines, time stamps and prefixes; what says most is explained first."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:explained",
            "1:nothing is known about the message",
            "2:wrong arguments",
            "3:stream malformed or truncated",
            "4:unsupported, or beyond a limit",
            "5:cannot be read, or the result not written"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document (migstream.explain/1).")
    private boolean json;

    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to the stream; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    @Parameters(
            index = "0",
            paramLabel = "MESSAGE",
            description = "What was said, in one argument, or - for standard input.")
    private String message;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STREAM",
            description = "The stream that it is about: a file, or - for standard input.")
    private String stream;

    /** @param plugins gives those that the user's options name, once these have been read */
    ExplainCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        List<String> all = new ArrayList<>(channels);
        all.add(message);
        if (stream != null) {
            all.add(stream);
        }
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        String said = message.equals(Inputs.STDIN)
                // Through a buffer: a FileInputStream asks for its position here, which a pipe has not.
                ? new String(
                        new BufferedInputStream(invocation.stdin()).readNBytes(Explainer.MAX_MESSAGE_LENGTH),
                        StandardCharsets.UTF_8)
                : message;
        ExitStatus status;
        if (stream == null) {
            Explanation explanation = new Explainer().explain(said);
            render(explanation);
            status = exitStatusOf(explanation);
        } else {
            status = explainWithStream(said);
        }
        invocation.stdout().flush();
        return status.code();
    }

    private ExitStatus explainWithStream(String said) throws IOException {
        Inputs opened = new Inputs(invocation, decompressionOptions.maxOutputBytes());
        try (Plugins available = plugins.get()) {
            Input input = opened.open(stream);
            InspectRequest request =
                    InspectRequest.plain(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            List<Input> channelInputs = opened.openAll(channels);
            try (StreamReport report = Progress.runWithProgress(
                    invocation, input, () -> StreamInspector.inspect(input, channelInputs, request))) {
                Explanation explanation = new Explainer().explain(said, report);
                render(explanation);
                return printDamage(explanation);
            }
        } catch (IOException e) {
            return opened.reportFailure(e, stream);
        } finally {
            opened.close();
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

    /** Not every message is about the damage of a stream that has some. */
    private ExitStatus printDamage(Explanation explanation) throws IOException {
        if (explanation.stopReason().isPresent()) {
            invocation.stdout().flush();
            invocation.printError(explanation.input().name() + ": "
                    + FindingText.formatFinding(explanation.stopReason().get()));
        }
        return exitStatusOf(explanation);
    }

    private static ExitStatus exitStatusOf(Explanation explanation) {
        return ExitStatus.of(explanation.outcome(), !explanation.diagnoses().isEmpty());
    }
}
