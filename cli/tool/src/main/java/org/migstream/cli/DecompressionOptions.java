// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import picocli.CommandLine.Option;

/** The options that say how far containers are unpacked. */
final class DecompressionOptions {
    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "1T",
            description = "How much may come out of a compressed file, which can be small and yet unpack for days"
                    + " (default: ${DEFAULT-VALUE}).")
    private long maxOutputBytes;

    /** How many bytes may come out of each container. */
    long maxOutputBytes() {
        return maxOutputBytes;
    }
}
