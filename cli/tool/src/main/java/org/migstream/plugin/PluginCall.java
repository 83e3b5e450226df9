// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A call into the code of a plugin, in a thread of its own that gets on while its {@link PluginThread} serves it. To be closed when
 * nothing more that the plugin says is listened to.
 */
final class PluginCall<T> implements AutoCloseable {
    /** Enough for 64 groups within each other many times over, and soon used up by recursion without end. */
    private static final long STACK_SIZE = 1 << 19;

    private final PluginThread pluginThread;
    private final Duration timeout;
    private final Thread thread;
    private volatile CallResult<T> result = new CallResult.Failed<>("ended its thread", false);

    /** A call that has not begun; see {@link PluginExecutor#prepareCall}. */
    PluginCall(PluginExecutor containment, PluginThread host, Callable<T> body) {
        this.pluginThread = host;
        timeout = containment.timeout();
        thread = new Thread(null, () -> run(body), "plugin", STACK_SIZE);
        thread.setDaemon(true);
        thread.setContextClassLoader(containment.classLoader());
    }

    private void run(Callable<T> body) {
        try {
            result = new CallResult.Returned<>(body.call());
        } catch (Throwable thrown) {
            result = new CallResult.Failed<>(PluginFault.describe(thrown), false);
        } finally {
            pluginThread.markEnded();
        }
    }

    /**
     * Lets the plugin get on. An exception comes out of it only if an errand throws it.
     *
     * @return how the call ended; empty if it waits for bytes, so that this is to be called again when there are some
     */
    Optional<CallResult<T>> resume() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        switch (pluginThread.runTasks(timeout)) {
            case WAITING_FOR_INPUT:
                return Optional.empty();
            case ENDED:
                return Optional.of(result);
            default:
                return Optional.of(new CallResult.Failed<>("made no progress for " + timeoutSeconds() + " s", true));
        }
    }

    private String timeoutSeconds() {
        return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** Sees to it that a plugin that has not ended will: it is interrupted, and gets nothing more. */
    @Override
    public void close() {
        pluginThread.close();
        thread.interrupt();
    }
}
