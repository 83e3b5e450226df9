// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A call into the code of a plugin, in a thread of its own that gets on while its {@link Host} serves it. To be closed when
 * nothing more that the plugin says is listened to.
 */
final class Call<T> implements AutoCloseable {
    /** Enough for 64 groups within each other many times over, and soon used up by recursion without end. */
    private static final long STACK = 1 << 19;

    private final Host host;
    private final Duration patience;
    private final Thread thread;
    private volatile Outcome<T> outcome = new Outcome.Failed<>("ended its thread", false);

    /** A call that has not begun; see {@link Containment#prepare}. */
    Call(Containment containment, Host host, Callable<T> body) {
        this.host = host;
        patience = containment.patience();
        thread = new Thread(null, () -> run(body), "plugin", STACK);
        thread.setDaemon(true);
        thread.setContextClassLoader(containment.plugin());
    }

    private void run(Callable<T> body) {
        try {
            outcome = new Outcome.Returned<>(body.call());
        } catch (Throwable thrown) {
            outcome = new Outcome.Failed<>(PluginFault.describe(thrown), false);
        } finally {
            host.end();
        }
    }

    /**
     * Lets the plugin get on. An exception comes out of it only if an errand throws it.
     *
     * @return how the call ended; empty if it waits for bytes, so that this is to be called again when there are some
     */
    Optional<Outcome<T>> proceed() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        switch (host.serve(patience)) {
            case HUNGRY:
                return Optional.empty();
            case ENDED:
                return Optional.of(outcome);
            default:
                return Optional.of(new Outcome.Failed<>("made no progress for " + seconds() + " s", true));
        }
    }

    private String seconds() {
        return BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** Sees to it that a plugin that has not ended will: it is interrupted, and gets nothing more. */
    @Override
    public void close() {
        host.close();
        thread.interrupt();
    }
}
