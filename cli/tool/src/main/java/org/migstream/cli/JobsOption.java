// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --jobs} of the commands that can read several inputs at the same time. */
final class JobsOption {
    /** The heap that one inspection may need, so that several inspections do not exhaust it together. */
    private static final long HEAP_PER_JOB = 32L << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Read at most N inputs at the same time (default: the number of processors; fewer if the heap"
                    + " of Java has less than 32 MiB for each). The output is the same for every N, in the order of the"
                    + " inputs.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    /** Returns how many inputs may be read at the same time. */
    int count() {
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs must be at least 1");
        }
        return (int) Math.max(1, Math.min(jobs, Runtime.getRuntime().maxMemory() / HEAP_PER_JOB));
    }
}
