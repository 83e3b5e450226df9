// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The thread that waits for a plugin, as the plugin's thread meets it. Whatever touches files is done here, as an errand
 * for the plugin: a thread that is interrupted, or has interrupted itself, closes every channel that it reads; and a
 * stack may overflow anywhere.
 *
 * <pre>
 *   plugin's thread    ask(errand) ----------- waits ----------->| goes on
 *   host's thread      serve:      | runs the errand ----------->| waits for the next, not longer than patience
 * </pre>
 *
 * <p>So the two never run at the same time. Between two calls of {@code serve} the plugin waits within its errand.
 */
final class PluginThread {
    private HostTask task;
    private boolean ended;
    private boolean closed;

    /** What the host does for the plugin. */
    @FunctionalInterface
    interface HostTask {
        /** Does it, or a part of it; an exception of it ends {@link #runTasks}. */
        TaskProgress run();
    }

    /** How far the plugin has got by an errand. */
    enum TaskProgress {
        /** No further, but it may go on. */
        NONE,
        /** It has read on. */
        ADVANCED,
        /** It cannot go on: there is nothing to read yet. The errand has to be run again. */
        WAITING_FOR_INPUT
    }

    /** Why the host stopped to serve. */
    enum Status {
        /** The plugin came to an end. */
        ENDED,
        /** The plugin did not get on. */
        TIMED_OUT,
        /** The plugin waits for bytes. */
        WAITING_FOR_INPUT
    }

    /** Has an errand done; for the plugin's thread. */
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
            throw new PluginFault("was given up");
        }
    }

    /** Says that there will be no more errands; for the plugin's thread. */
    synchronized void markEnded() {
        ended = true;
        notifyAll();
    }

    /**
     * Does errands until there are no more, or until one of them has to wait for bytes: the next call begins with that
     * one. Time that errands take, and time between two calls, is not the plugin's.
     *
     * @param patience for how long the plugin may not get on
     * @return how it left the plugin; one that is given up will not be served again
     */
    synchronized Status runTasks(Duration patience) {
        Status rest = Status.TIMED_OUT;
        try {
            rest = runTasks(patience.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (rest != Status.WAITING_FOR_INPUT) {
                close();
            }
        }
        return rest;
    }

    private Status runTasks(long patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience;
        while (!ended) {
            if (task != null) {
                long begun = System.nanoTime();
                TaskProgress progress = task.run();
                if (progress == TaskProgress.WAITING_FOR_INPUT) {
                    return Status.WAITING_FOR_INPUT;
                }
                long now = System.nanoTime();
                deadline = progress == TaskProgress.ADVANCED ? now + patience : deadline + (now - begun);
                task = null;
                notifyAll();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Status.TIMED_OUT;
            }
            TimeUnit.NANOSECONDS.timedWait(this, task == null && !ended ? left : 0);
        }
        return Status.ENDED;
    }

    /** Serves no more: whatever the plugin wants next ends it. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
