// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.InspectRequest;
import org.migstream.io.RingFile;
import org.migstream.plugin.Plugins;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code migstream tee}. */
@Command(
        name = "tee",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copy a stream from standard input to standard output, and report what is in it, as 'inspect' does.",
            "The copy never waits for the inspection. If more than --keep bytes wait for the inspection, it"
                    + " stops, and the report contains a finding."
        },
        exitCodeListHeading = "%nExit status (it does not depend on what the stream contains):%n",
        exitCodeList = {
            "0:all bytes were copied, and the report was written",
            "2:wrong arguments",
            "5:standard input or output failed; or all bytes were copied, but the report could not be written",
            "141:the reader closed the output"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream tee < samples/streams/q35-two-uarts.qevm > /tmp/copy.qevm",
            "  migstream tee --report /tmp/report.json \\",
            "      < samples/streams/q35-two-uarts.qevm.zst > /tmp/copy.qevm.zst"
        })
final class TeeCommand implements Callable<Integer> {
    private static final int BUFFER_SIZE = 1 << 16;

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the JSON report to FILE (migstream.inspect/1). FILE appears only when it is"
                    + " complete. Without this option a summary goes to standard error. If FILE cannot be"
                    + " written, an error is printed, before the copy if possible, and the copy goes on.")
    private @Nullable Path reportPath;

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    /** @param plugins loads the plugins; called after the options are parsed */
    TeeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        files.addOutput("the stream", StandardOutput.NAME);
        files.addOutput("--report", reportPath);
        try (Plugins available = plugins.get()) {
            InspectRequest request =
                    InspectRequest.plain(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            RingFile pending = new RingFile(decodingOptions.keepLimit());
            BackgroundInspection inspection = new BackgroundInspection(
                    invocation,
                    pending,
                    decodingOptions.maxOutputBytes(),
                    request,
                    Optional.ofNullable(reportPath).map(path -> new ReportFile(path, invocation)));
            inspection.start();
            try {
                copy(pending);
            } catch (IOException e) {
                inspection.cancel();
                throw e;
            }
            return inspection.awaitReport().code();
        }
    }

    private void copy(RingFile pending) throws IOException {
        byte[] chunk = new byte[BUFFER_SIZE];
        OutputStream out = invocation.stdout();
        for (int count; (count = invocation.stdin().read(chunk)) >= 0; ) {
            out.write(chunk, 0, count);
            out.flush();
            pending.append(chunk, count);
        }
        // The reader of the copy receives the end now and does not wait for the report.
        out.close();
    }
}
