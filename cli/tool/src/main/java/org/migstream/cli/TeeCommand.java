// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;
import org.migstream.inspect.InspectRequest;
import org.migstream.io.ByteBufferInput;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.RingFile;
import org.migstream.plugin.Plugins;

/** {@code migstream tee}. */
final class TeeCommand implements CliCommand {
    private static final int BUFFER_SIZE = 1 << 16;

    private static final Value<Path> REPORT = Value.option(
                    "--report", "FILE", "Write the JSON report to FILE (migstream.inspect/1).")
            .details(
                    "FILE appears only when it is complete. Without this option a summary goes to standard error. If FILE"
                            + " cannot be written, an error is printed, before the copy if possible, and the copy goes"
                            + " on.")
            .convertedBy(WordConverter::toPath);

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Copy a stream from standard input to standard output, and inspect it.",
                    "The copy never waits for the inspection. If more than --keep bytes wait for the inspection, it"
                            + " stops, and the report contains a finding.")
            .add(REPORT)
            .addCommon(DecodingOptions.ALL)
            .exitStatusNote("it does not depend on what the stream contains")
            .exitStatus(0, "all bytes were copied, and the report was written")
            .exitStatus(2, "wrong arguments")
            .exitStatus(
                    5, "standard input or output failed; or all bytes were copied, but the report could not be written")
            .exitStatus(141, "the reader closed the output")
            .examples(
                    "  migstream tee < samples/streams/q35-two-uarts.qevm > /tmp/copy.qevm",
                    "  migstream tee --report /tmp/report.json \\",
                    "      < samples/streams/q35-two-uarts.qevm.zst > /tmp/copy.qevm.zst");

    private final Invocation invocation;
    private final Arguments arguments;

    TeeCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
    }

    @Override
    public ExitStatus run() throws IOException {
        if (invocation.terminal().hasKeyboard()) {
            throw new UsageException("standard input is a terminal; connect the program that writes the stream");
        }
        Optional<Path> report = arguments.get(REPORT);
        OutputConflicts files = new OutputConflicts();
        files.addOutput("the stream", StandardOutput.NAME);
        files.addOutput("--report", report);
        DecodingOptions decodingOptions = new DecodingOptions(arguments);
        try (Plugins available = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            InspectRequest request =
                    InspectRequest.plain(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            RingFile pending = new RingFile(decodingOptions.keepLimit());
            BackgroundInspection inspection = new BackgroundInspection(
                    invocation,
                    pending,
                    decodingOptions.maxOutput(),
                    request,
                    report.map(path -> new ReportFile(path, invocation)));
            inspection.start();
            try {
                copy(pending);
            } catch (IOException e) {
                inspection.cancel();
                throw e;
            }
            return decodingOptions.reportUnknownDevices(invocation, inspection.awaitReport());
        }
    }

    private void copy(RingFile pending) throws IOException {
        ByteBufferInput in = ByteBufferInput.of(invocation.stdin());
        ByteBuffer chunk = in.allocateBuffer(BUFFER_SIZE);
        ByteBufferOutputStream out = invocation.unbufferedStdout();
        while (in.read(chunk) >= 0) {
            chunk.flip();
            out.write(chunk.duplicate());
            pending.append(chunk);
            chunk.clear();
        }
        // The reader of the copy receives the end now and does not wait for the report.
        out.close();
    }
}
