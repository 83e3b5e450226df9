// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.cli.options.WordConverter;

/** The option {@code --jobs} of the commands that can read several inputs at the same time. */
final class JobsOption {
    static final Argument<Integer> JOBS = Value.option(
                    "--jobs", "N", "Read at most N inputs at once (default: the processors).")
            .details(
                    "The default is the number of processors, or fewer if the heap of Java has less than 32 MiB for each."
                            + " The output is the same for every N, in the order of the inputs.")
            .convertedBy(WordConverter::toInteger)
            .withDefault(Integer.toString(Runtime.getRuntime().availableProcessors()));

    /** The heap that one inspection may need, so that several inspections do not exhaust it together. */
    private static final long HEAP_PER_JOB = 32L << 20;

    private JobsOption() {}

    /** Returns how many inputs may be read at the same time. */
    static int count(Arguments arguments) {
        int jobs = arguments.get(JOBS);
        if (jobs < 1) {
            throw new UsageException("--jobs must be at least 1");
        }
        return (int) Math.max(1, Math.min(jobs, Runtime.getRuntime().maxMemory() / HEAP_PER_JOB));
    }
}
