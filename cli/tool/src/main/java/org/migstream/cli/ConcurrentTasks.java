// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs the same task for several inputs, some at the same time. The results are those of running one after the other:
 * the outputs are in the order of the inputs, and an exception of a task ends the command after the outputs of the
 * earlier inputs.
 *
 * <pre>
 *   tasks, each in a thread of the pool   --&gt; TaskOutput, TaskOutput, ...   wait for their turn
 *   the calling thread                    &lt;-- the first TaskOutput, until its task ends; then the next
 * </pre>
 */
final class ConcurrentTasks {
    /** The maximum number of tasks that have been started or are queued, for each thread. */
    private static final int TASKS_PER_THREAD = 32;

    private ConcurrentTasks() {}

    /** A task that reads one input. */
    @FunctionalInterface
    interface InputTask {
        /**
         * Reads the input and prints the result.
         *
         * @param invocation takes the output of the task
         */
        ExitStatus run(Invocation invocation, String input) throws IOException;
    }

    /**
     * Runs the task for all inputs; returns the worst status.
     *
     * @param threads the maximum number of tasks at the same time; with 1, the calling thread runs all tasks
     */
    static ExitStatus run(Invocation invocation, int threads, List<String> inputs, InputTask task) throws IOException {
        ExitStatus worst = ExitStatus.SUCCESS;
        if (threads == 1 || inputs.size() == 1) {
            for (String input : inputs) {
                worst = worse(worst, runAlone(invocation, input, task));
            }
            return worst;
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, inputs.size()), body -> {
            Thread thread = new Thread(body, "input");
            thread.setDaemon(true);
            return thread;
        });
        try {
            OutputBudget budget = new OutputBudget();
            Iterator<String> rest = inputs.iterator();
            Deque<TaskOutput> outputs = new ArrayDeque<>();
            do {
                while (rest.hasNext() && outputs.size() < threads * TASKS_PER_THREAD) {
                    String input = rest.next();
                    TaskOutput output = new TaskOutput(budget);
                    outputs.add(output);
                    pool.execute(() -> output.produce(() -> runTask(invocation, output, input, task)));
                }
                worst = worse(worst, outputs.remove().writeTo(invocation));
            } while (!outputs.isEmpty());
            return worst;
        } finally {
            // After an exception, tasks may still run. An interrupt ends them at their next read of a file.
            pool.shutdownNow();
        }
    }

    private static ExitStatus worse(ExitStatus worst, ExitStatus status) {
        return status.compareTo(worst) > 0 ? status : worst;
    }

    private static ExitStatus runAlone(Invocation invocation, String input, InputTask task) throws IOException {
        ExitStatus status = task.run(invocation, input);
        invocation.stdout().flush();
        return status;
    }

    private static ExitStatus runTask(Invocation invocation, TaskOutput output, String input, InputTask task)
            throws IOException {
        if (Inputs.isReadOnce(input)) {
            output.awaitTurn();
        }
        return runAlone(invocation.withOutput(output), input, task);
    }
}
