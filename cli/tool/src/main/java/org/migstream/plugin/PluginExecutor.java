// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.migstream.report.InspectionFindingCodes;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Calls the code of one plugin so that an exception or an endless loop of the plugin does not stop migstream.
 *
 * @param pluginName the name of the plugin; its origin while the name is not yet known
 * @param classLoader the class loader of the plugin
 * @param timeout the longest time without progress before a call is abandoned
 * @param listener receives the exceptions of the plugin
 */
record PluginExecutor(String pluginName, ClassLoader classLoader, Duration timeout, FailureListener listener) {
    /** Returns an executor for the same plugin that uses its name in findings. */
    PluginExecutor withName(String name) {
        return new PluginExecutor(name, classLoader, timeout, listener);
    }

    /**
     * Runs a method of the plugin in a new thread and waits for its result. The method must not read files that
     * migstream has open.
     */
    <T> PluginThread.CallResult<T> call(Callable<T> body) {
        try (PluginThread<T> thread = new PluginThread<>(this, body)) {
            return thread.resume().orElseThrow();
        }
    }

    /** Calls the plugin in the current thread, which is that of the plugin. */
    <T> PluginThread.CallResult<T> callHere(Callable<T> body) {
        try {
            return PluginThread.CallResult.returned(body.call());
        } catch (Throwable thrown) {
            String failure = PluginFault.describe(thrown);
            if (!(thrown instanceof PluginFault)) {
                listener.pluginFailed(pluginName, thrown);
            }
            return PluginThread.CallResult.failed(failure, false);
        }
    }

    /**
     * Returns the finding that the plugin failed.
     *
     * @param failure continues the sentence "the plugin NAME ..."
     */
    Finding failureFinding(String failure) {
        return Finding.of(
                Severity.ERROR,
                InspectionFindingCodes.pluginFailed(pluginName),
                "the plugin " + pluginName + " " + failure);
    }
}
