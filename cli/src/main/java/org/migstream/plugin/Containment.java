// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls the code of one plugin so that nothing it throws, and no time it takes, harms anybody else.
 *
 * @param plugin its class loader
 * @param patience for how long it may not get on
 */
record Containment(ClassLoader plugin, Duration patience) {
    /** Enough for 64 groups within each other many times over, and soon used up by recursion without end. */
    private static final long STACK = 1 << 19;

    /** Calls without errands. */
    <T> Outcome<T> call(Callable<T> body) {
        return call(new Host(), body);
    }

    /** Calls; an exception comes out of it only if an errand throws it. */
    <T> Outcome<T> call(Host host, Callable<T> body) {
        AtomicReference<Outcome<T>> outcome = new AtomicReference<>(new Outcome.Failed<>("ended its thread", false));
        Runnable run = () -> {
            try {
                outcome.set(outcome(body));
            } finally {
                host.end();
            }
        };
        Thread thread = new Thread(null, run, "plugin", STACK);
        thread.setDaemon(true);
        thread.setContextClassLoader(plugin);
        thread.start();
        boolean ended = false;
        try {
            ended = host.serve(patience);
        } finally {
            if (!ended) {
                thread.interrupt();
            }
        }
        return ended ? outcome.get() : new Outcome.Failed<>("made no progress for " + seconds() + " s", true);
    }

    private static <T> Outcome<T> outcome(Callable<T> body) {
        try {
            return new Outcome.Returned<>(body.call());
        } catch (Throwable thrown) {
            return new Outcome.Failed<>(PluginFault.describe(thrown), false);
        }
    }

    private String seconds() {
        return BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
