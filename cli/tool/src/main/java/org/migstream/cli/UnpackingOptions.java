// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import picocli.CommandLine.Option;

/** The options that say how far containers are unpacked. */
final class UnpackingOptions {
    @Option(
            names = "--max-output",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "1T",
            description = "How much may come out of a compressed file, which can be small and yet unpack for days"
                    + " (default: ${DEFAULT-VALUE}).")
    private long maxOutput;

    /** How many bytes may come out of each container. */
    long maxOutput() {
        return maxOutput;
    }
}
