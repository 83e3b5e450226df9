// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call into the code of a plugin, in a thread of its own. The host is the thread that waits for the plugin. The
 * host reads and writes all files, as tasks for the plugin. There are two reasons: an interrupted thread closes every
 * channel that it reads, and the stack of a plugin may overflow anywhere.
 *
 * <pre>
 *   plugin's thread    runOnHost(task) -------- waits --------->| continues
 *   host               resume():      | runs the task --------->| waits for the next task, at most for the timeout
 * </pre>
 *
 * <p>So the two threads never run at the same time. Between two calls of {@code resume} the plugin waits within its
 * task. Close this object after the last use of the plugin's result.
 */
final class PluginThread<T> implements AutoCloseable {
    /**
     * The stack size in bytes. It is enough for many times the 64 nested groups of a state; an endless recursion soon
     * exceeds it.
     */
    private static final long STACK_SIZE = 1 << 19;

    private final Duration timeout;
    private final Thread thread;
    private volatile CallResult<T> result = CallResult.failed("ended its thread", false);
    private @Nullable HostTask task;
    private boolean ended;
    private boolean closed;

    /** Creates the thread; {@link #resume} starts it. */
    PluginThread(PluginExecutor executor, Callable<T> body) {
        timeout = executor.timeout();
        thread = new Thread(null, () -> run(executor, body), "plugin", STACK_SIZE);
        thread.setDaemon(true);
        thread.setContextClassLoader(executor.classLoader());
    }

    /** The end of a call: the plugin returned a value, or it failed. */
    static final class CallResult<T> {
        private final @Nullable T value;
        private final @Nullable String failure;
        private final boolean timedOut;

        private CallResult(@Nullable T value, @Nullable String failure, boolean timedOut) {
            this.value = value;
            this.failure = failure;
            this.timedOut = timedOut;
        }

        static <T> CallResult<T> failed(String failure, boolean timedOut) {
            return new CallResult<>(null, failure, timedOut);
        }

        static <T> CallResult<T> returned(T value) {
            return new CallResult<>(value, null, false);
        }

        /** Returns the value that the plugin returned; empty if the plugin failed. */
        Optional<T> value() {
            return Optional.ofNullable(value);
        }

        /**
         * Returns how the plugin failed, as the rest of the sentence "the plugin NAME ..."; empty if the plugin
         * returned a value.
         */
        Optional<String> failure() {
            return Optional.ofNullable(failure);
        }

        /** Returns whether the plugin was abandoned and may still run. */
        boolean isTimedOut() {
            return timedOut;
        }
    }

    /** A task that the host does for the plugin. */
    @FunctionalInterface
    interface HostTask {
        /** Does the task or a part of it. An exception ends {@link PluginThread#resume}. */
        TaskProgress run();
    }

    /** The progress of the plugin by one task. */
    enum TaskProgress {
        /** The plugin has read no bytes, but it may continue. */
        NONE,
        /** The plugin has read bytes. The timeout starts again. */
        ADVANCED,
        /** The plugin cannot continue because no bytes are available yet. The task has to be run again. */
        WAITING_FOR_INPUT
    }

    private void run(PluginExecutor executor, Callable<T> body) {
        try {
            result = executor.callHere(body);
        } finally {
            markEnded();
        }
    }

    private synchronized void markEnded() {
        ended = true;
        notifyAll();
    }

    /** Runs a task on the host and waits for its end. Only the plugin's thread calls this. */
    synchronized void runOnHost(HostTask wanted) {
        awaitTaskDone();
        task = wanted;
        notifyAll();
        awaitTaskDone();
    }

    private void awaitTaskDone() {
        boolean interrupted = false;
        while (task != null && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw PluginFault.abandoned();
        }
    }

    /**
     * Lets the plugin run until it ends, times out or waits for bytes. If it waits for bytes, the next call runs its
     * task again. The timeout does not include the time of tasks and the time between two calls. Only a task can cause
     * an exception of this method.
     *
     * @return the result of the call; empty if the plugin waits for bytes
     */
    synchronized Optional<CallResult<T>> resume() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        boolean waiting = false;
        try {
            waiting = runTasks(timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!waiting) {
                abandon();
            }
        }
        if (waiting) {
            return Optional.empty();
        }
        return Optional.of(ended ? result : CallResult.failed("made no progress for " + timeoutSeconds() + " s", true));
    }

    /** Runs tasks; returns true if the plugin waits for bytes, and false if it ended or timed out. */
    private boolean runTasks(long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (!ended) {
            if (task != null) {
                long begin = System.nanoTime();
                TaskProgress progress = task.run();
                if (progress == TaskProgress.WAITING_FOR_INPUT) {
                    return true;
                }
                long now = System.nanoTime();
                deadline = progress == TaskProgress.ADVANCED ? now + timeoutNanos : deadline + (now - begin);
                task = null;
                notifyAll();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    private String timeoutSeconds() {
        return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private synchronized void abandon() {
        closed = true;
        notifyAll();
    }

    /** Ends the call: interrupts the thread of the plugin. The next task of the plugin fails. */
    @Override
    public void close() {
        abandon();
        thread.interrupt();
    }
}
