// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import picocli.CommandLine.Option;

/** The option that limits decompression. */
class DecompressionOptions {
    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "1T",
            description = "Stop after SIZE decompressed bytes (default: ${DEFAULT-VALUE}). Protects against small files"
                    + " that decompress to enormous ones.")
    private long maxOutputBytes;

    /** Returns the maximum number of bytes that each container may decompress to. */
    final long maxOutputBytes() {
        return maxOutputBytes;
    }
}
