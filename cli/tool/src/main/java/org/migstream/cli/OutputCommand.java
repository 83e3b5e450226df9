// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.container.Input;
import org.migstream.convert.ConversionException;
import org.migstream.io.CommittableOutput;
import org.migstream.report.FindingText;
import org.migstream.spi.Severity;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The common part of {@code convert} and {@code extract}: both read a stream and write a stream or a part of it. */
final class OutputCommand {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ChannelOptions channelOptions = new ChannelOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    @Parameters(paramLabel = "INPUT", description = "A stream: a file, or - for standard input.")
    private String inputName;

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
        List<String> names = new ArrayList<>(channelOptions.names());
        names.addAll(otherNames);
        names.add(inputName);
        Inputs.requireStdinAtMostOnce(names, spec.commandLine());
        requireInputsKept(otherNames);
        return Inputs.withInputs(invocation, decompressionOptions.maxOutputBytes(), inputName, inputs -> {
            Input main = inputs.open(inputName);
            List<Input> channels = inputs.openAll(channelOptions.names());
            try (CommittableOutput result = output.open(invocation)) {
                ExitStatus status = Progress.runWithProgress(invocation, main, () -> {
                    task.run(main, channels, inputs, result);
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
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        Input.fileOf(inputName).ifPresent(file -> files.addInput("the input " + inputName, file));
        files.addOutput("-o", output.filePath());
    }

    /**
     * Refuses an output that would overwrite an input other than the main one, or a file of which the main one is only a
     * part, such as a disk image. The main input may be converted in place.
     */
    private void requireInputsKept(List<String> otherNames) {
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        for (String name : Stream.concat(channelOptions.names().stream(), otherNames.stream())
                .toList()) {
            Input.fileOf(name).ifPresent(file -> files.addInput("the input " + name, file));
        }
        Input.enclosingFile(inputName).ifPresent(file -> files.addInput("the file that contains " + inputName, file));
        files.addOutput("-o", output.filePath());
    }
}
