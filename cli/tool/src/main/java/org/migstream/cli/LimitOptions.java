// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Value;
import org.migstream.container.OutputLimit;
import org.migstream.io.TemporaryFiles;

/** The options that limit what a command may use because of an input. */
final class LimitOptions {
    /** The maximum number of bytes that each container may decompress to. */
    static final Argument<Optional<Long>> MAX_OUTPUT = Value.option(
                    "--max-output",
                    "SIZE",
                    "Stop after SIZE decompressed bytes (default: " + (OutputLimit.DEFAULT.bytes() >> 30) + "G and "
                            + OutputLimit.DEFAULT.bytesPerStoredByte() + " for each byte of the file).")
            .details("This protects against small files that decompress to enormous ones.")
            .convertedBy(new SizeConverter());

    /** The maximum number of bytes of all temporary files together; see {@link TemporaryFiles}. */
    static final Argument<Long> MAX_TEMPORARY = Value.option(
                    TemporaryFiles.OPTION,
                    "SIZE",
                    "Use at most SIZE bytes for temporary files (default: ${DEFAULT-VALUE}).")
            .details(
                    "They hold what a command reads twice: lists of sections and of differences, device data, and memory"
                            + " that goes to a pipe. A command that needs more ends with status 4; tee still passes the stream"
                            + " on, but does not check its rest.")
            .convertedBy(new SizeConverter())
            .withDefault((TemporaryFiles.DEFAULT_LIMIT >> 30) + "G");

    /** The options, in the order of the help. */
    static final List<Argument<?>> ALL = List.of(MAX_OUTPUT, MAX_TEMPORARY);

    /** Returns how many bytes each container may decompress to. */
    static OutputLimit maxOutput(Arguments arguments) {
        return arguments.get(MAX_OUTPUT).map(OutputLimit::of).orElse(OutputLimit.DEFAULT);
    }

    private LimitOptions() {}
}
