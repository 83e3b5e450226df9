// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ConversionException;
import org.migstream.io.CommittableOutput;
import org.migstream.report.FindingText;
import org.migstream.spi.Severity;

/** The common part of {@code convert} and {@code extract}: both read a stream and write a stream or a part of it. */
final class OutputCommand {
    private static final Value<String> INPUT = Value.positional(
            "INPUT", "A stream: a file, or - for standard input (the default if it is not a terminal).");

    /** The arguments, in the order of the help. Both commands also have the common {@link LimitOptions}. */
    static final List<Argument<?>> ALL = allArguments();

    private final OutputOptions output;
    private final List<String> channels;
    private final String inputName;
    private final OutputLimit maxOutput;

    OutputCommand(Arguments arguments, Invocation invocation) {
        output = new OutputOptions(arguments);
        channels = arguments.get(ChannelOption.CHANNEL);
        inputName = Inputs.namesOrStdin(arguments.get(INPUT).map(List::of).orElse(List.of()), "INPUT", invocation)
                .get(0);
        maxOutput = LimitOptions.maxOutput(arguments);
    }

    private static List<Argument<?>> allArguments() {
        List<Argument<?>> all = new ArrayList<>();
        all.add(ChannelOption.CHANNEL);
        all.addAll(OutputOptions.ALL);
        all.add(INPUT);
        return all;
    }

    /** Writes the output of a command. */
    @FunctionalInterface
    interface OutputTask {
        /** Writes the output and commits it. */
        void run(Input input, List<Input> channels, Inputs otherInputs, CommittableOutput output) throws IOException;
    }

    /** Returns the options for the destination. */
    OutputOptions output() {
        return output;
    }

    /**
     * Opens the inputs and the output and runs the task.
     *
     * @param otherNames the names of further inputs; the task opens them
     */
    ExitStatus run(Invocation invocation, List<String> otherNames, OutputTask task) throws IOException {
        List<String> names = new ArrayList<>(channels);
        names.addAll(otherNames);
        names.add(inputName);
        Inputs.requireStdinAtMostOnce(names);
        requireInputsKept(otherNames);
        return Inputs.withInputs(invocation, maxOutput, inputName, inputs -> {
            Input main = inputs.open(inputName);
            List<Input> channelInputs = inputs.openAll(channels);
            try (CommittableOutput result = output.open(invocation)) {
                ExitStatus status = Progress.runWithProgress(invocation, main, () -> {
                    task.run(main, channelInputs, inputs, result);
                    return ExitStatus.SUCCESS;
                });
                return inputs.printContainerFindings() == Severity.ERROR ? ExitStatus.NEGATIVE_RESULT : status;
            } catch (ConversionException e) {
                invocation.printError(e.inputName().orElse(inputName) + ": " + FindingText.formatFinding(e.reason()));
                return e.isUsageError() ? ExitStatus.USAGE_ERROR : ExitStatus.of(e.outcome(), false);
            }
        });
    }

    /** Refuses an output that would overwrite the main input. */
    void requireMainInputKept() {
        OutputConflicts files = new OutputConflicts();
        files.addInput(inputName);
        files.addOutput("-o", output.filePath());
    }

    /**
     * Refuses an output that would overwrite an input other than the main one, or a file of which the main one is only a
     * part, such as a disk image. The main input may be converted in place.
     */
    private void requireInputsKept(List<String> otherNames) {
        OutputConflicts files = new OutputConflicts();
        channels.forEach(files::addInput);
        otherNames.forEach(files::addInput);
        Input.enclosingFile(inputName).ifPresent(file -> files.addInput("the file that contains " + inputName, file));
        files.addOutput("-o", output.filePath());
    }
}
