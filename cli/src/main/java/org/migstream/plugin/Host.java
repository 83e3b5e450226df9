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
 */
final class Host {
    private Errand errand;
    private boolean ended;
    private boolean closed;

    /** What the host does for the plugin. */
    @FunctionalInterface
    interface Errand {
        /** Does it; tells whether the plugin thereby has got on. An exception of it ends {@link #serve}. */
        boolean run();
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
     * Does errands until there are no more. Time that they take is not the plugin's.
     *
     * @param patience for how long the plugin may not get on
     * @return whether the plugin came to an end; if not, it is given up: it will not be served again
     */
    synchronized boolean serve(Duration patience) {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!ended) {
                if (errand != null) {
                    long begun = System.nanoTime();
                    boolean progress = errand.run();
                    long now = System.nanoTime();
                    deadline = progress ? now + patience.toNanos() : deadline + (now - begun);
                    errand = null;
                    notifyAll();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, errand == null && !ended ? left : 0);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            closed = true;
            notifyAll();
        }
    }
}
