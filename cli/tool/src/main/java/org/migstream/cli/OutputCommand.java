// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.container.Input;
import org.migstream.convert.ConversionException;
import org.migstream.io.CommittableOutput;
import org.migstream.report.FindingText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is common to the commands that make one stream, or a part of one, out of another. */
final class OutputCommand {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "The recording of a multifd channel that belongs to the input; may be repeated.")
    private List<String> channels = new ArrayList<>();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private DecompressionOptions unpacking = new DecompressionOptions();

    @Parameters(paramLabel = "INPUT", description = "A stream: a file, or - for standard input.")
    private String inputName;

    /** The work itself. */
    @FunctionalInterface
    interface OutputTask {
        /** Writes the output and completes it. */
        void run(Input input, List<Input> channels, Inputs others, CommittableOutput output) throws IOException;
    }

    /** Where the result goes. */
    OutputOptions output() {
        return output;
    }

    /**
     * Does the work.
     *
     * @param others names of more inputs
     */
    ExitStatus run(Invocation invocation, List<String> others, OutputTask work) throws IOException {
        List<String> all = new ArrayList<>(channels);
        all.addAll(others);
        all.add(inputName);
        Inputs.requireStdinAtMostOnce(all, spec.commandLine());
        requireInputsKept(all);
        Inputs opened = new Inputs(invocation, unpacking.maxOutputBytes());
        try {
            Input main = opened.open(inputName);
            List<Input> channelInputs = opened.openAll(channels);
            try (CommittableOutput result = output.open(invocation)) {
                Progress.runWithProgress(invocation, main, () -> {
                    work.run(main, channelInputs, opened, result);
                    return null;
                });
            }
            return ExitStatus.SUCCESS;
        } catch (ConversionException e) {
            invocation.printError(e.inputName().orElse(inputName) + ": " + FindingText.formatFinding(e.reason()));
            return ExitStatus.of(e.outcome(), false);
        } catch (IOException e) {
            return opened.reportFailure(e, inputName);
        } finally {
            opened.close();
        }
    }

    /** A stream may be replaced by what is made of it, but not a disk, or a file of several, by one that was in it. */
    private void requireInputsKept(List<String> inputs) {
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        for (String name : inputs) {
            Input.enclosingFile(name).ifPresent(file -> files.addInput("the file around " + name, file));
        }
        files.addOutput("-o", output.filePath());
    }
}
