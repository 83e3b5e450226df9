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
    private static final int CHUNK = 1 << 16;

    private final Invocation invocation;
    private final Supplier<Plugins> plugins;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Where the report goes (migstream.inspect/1), whole or not at all; otherwise a summary goes to"
                            + " standard error.")
    private Path report;

    @Mixin
    private DecodingOptions decoding = new DecodingOptions();

    @Mixin
    private UnpackingOptions unpacking = new UnpackingOptions();

    /** @param plugins gives those that the user's options name, once these have been read */
    TeeCommand(Invocation invocation, Supplier<Plugins> plugins) {
        this.invocation = invocation;
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        SeparateFiles files = new SeparateFiles(command.commandLine());
        files.writes("the stream", ReportFile.STANDARD_OUTPUT);
        files.writes("--report", report);
        try (Plugins available = plugins.get()) {
            InspectRequest request = InspectRequest.plain(decoding.choice(available), decoding.keep());
            RingFile backlog = new RingFile(decoding.keep());
            SideInspection inspection = new SideInspection(
                    invocation,
                    backlog,
                    unpacking.maxOutput(),
                    request,
                    report == null ? null : new ReportFile(report, invocation));
            inspection.start();
            try {
                copy(backlog);
            } catch (IOException e) {
                inspection.abandon();
                throw e;
            }
            inspection.finish();
        }
        return ExitStatus.YES.number();
    }

    private void copy(RingFile backlog) throws IOException {
        byte[] chunk = new byte[CHUNK];
        OutputStream out = invocation.out();
        for (int count; (count = invocation.in().read(chunk)) >= 0; ) {
            out.write(chunk, 0, count);
            out.flush();
            backlog.append(chunk, count);
        }
        // Whoever reads the copy need not wait for the report.
        out.close();
    }
}
