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
final class Host {
    private Errand errand;
    private boolean ended;
    private boolean closed;

    /** What the host does for the plugin. */
    @FunctionalInterface
    interface Errand {
        /** Does it, or a part of it; an exception of it ends {@link #serve}. */
        Progress run();
    }

    /** How far the plugin has got by an errand. */
    enum Progress {
        /** No further, but it may go on. */
        NONE,
        /** It has read on. */
        SOME,
        /** It cannot go on: there is nothing to read yet. The errand has to be run again. */
        HUNGRY
    }

    /** Why the host stopped to serve. */
    enum Rest {
        /** The plugin came to an end. */
        ENDED,
        /** The plugin did not get on. */
        GIVEN_UP,
        /** The plugin waits for bytes. */
        HUNGRY
    }

    /** Has an errand done; for the plugin's thread. */
    synchronized void ask(Errand wanted) {
        waitWhileBusy();
        errand = wanted;
        notifyAll();
        waitWhileBusy();
    }

    private void waitWhileBusy() {
        boolean interrupted = false;
        while (errand != null && !closed) {
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
    synchronized void end() {
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
    synchronized Rest serve(Duration patience) {
        Rest rest = Rest.GIVEN_UP;
        try {
            rest = serve(patience.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (rest != Rest.HUNGRY) {
                close();
            }
        }
        return rest;
    }

    private Rest serve(long patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience;
        while (!ended) {
            if (errand != null) {
                long begun = System.nanoTime();
                Progress progress = errand.run();
                if (progress == Progress.HUNGRY) {
                    return Rest.HUNGRY;
                }
                long now = System.nanoTime();
                deadline = progress == Progress.SOME ? now + patience : deadline + (now - begun);
                errand = null;
                notifyAll();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Rest.GIVEN_UP;
            }
            TimeUnit.NANOSECONDS.timedWait(this, errand == null && !ended ? left : 0);
        }
        return Rest.ENDED;
    }

    /** Serves no more: whatever the plugin wants next ends it. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
