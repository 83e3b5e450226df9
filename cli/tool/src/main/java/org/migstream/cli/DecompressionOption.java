// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Value;

/** The option that limits decompression. */
final class DecompressionOption {
    /** The maximum number of bytes that each container may decompress to. */
    static final Argument<Long> MAX_OUTPUT = Value.option(
                    "--max-output", "SIZE", "Stop after SIZE decompressed bytes (default: ${DEFAULT-VALUE}).")
            .details("This protects against small files that decompress to enormous ones.")
            .convertedBy(new SizeConverter())
            .withDefault("1T");

    private DecompressionOption() {}
}
