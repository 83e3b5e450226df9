// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
            "Passes a stream from standard input to standard output, and reports what was in it, as 'inspect' does.",
            "The bytes are passed on as they come and never wait for the inspection; if more than --keep of them wait for"
                    + " it, it is given up, and the report says so."
        },
        exitCodeListHeading = "%nExit status, of the copying alone:%n",
        exitCodeList = {"0:all was passed on", "2:wrong arguments", "5:standard input or output failed"})
final class TeeCommand implements Callable<Integer> {
    private static final int BUFFER_SIZE = 1 << 16;

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Where the report goes (migstream.inspect/1), whole or not at all; otherwise a summary goes to"
                            + " standard error.")
    private Path reportPath;

    @Mixin
    private DecodingOptions decodingOptions = new DecodingOptions();

    @Mixin
    private DecompressionOptions decompressionOptions = new DecompressionOptions();

    /** @param plugins gives those that the user's options name, once these have been read */
    TeeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        OutputConflicts files = new OutputConflicts(spec.commandLine());
        files.addOutput("the stream", ReportFile.STANDARD_OUTPUT);
        files.addOutput("--report", reportPath);
        try (Plugins available = plugins.get()) {
            InspectRequest request =
                    InspectRequest.plain(decodingOptions.decoderChoice(available), decodingOptions.keepLimit());
            RingFile backlog = new RingFile(decodingOptions.keepLimit());
            BackgroundInspection inspection = new BackgroundInspection(
                    invocation,
                    backlog,
                    decompressionOptions.maxOutputBytes(),
                    request,
                    reportPath == null ? null : new ReportFile(reportPath, invocation));
            inspection.start();
            try {
                copy(backlog);
            } catch (IOException e) {
                inspection.cancel();
                throw e;
            }
            inspection.awaitReport();
        }
        return ExitStatus.SUCCESS.code();
    }

    private void copy(RingFile backlog) throws IOException {
        byte[] chunk = new byte[BUFFER_SIZE];
        OutputStream out = invocation.stdout();
        for (int count; (count = invocation.stdin().read(chunk)) >= 0; ) {
            out.write(chunk, 0, count);
            out.flush();
            backlog.append(chunk, count);
        }
        // Whoever reads the copy need not wait for the report.
        out.close();
    }
}
