// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Calls the code of one plugin so that nothing it throws, and no time it takes, harms anybody else.
 *
 * @param classLoader its class loader
 * @param timeout for how long it may not get on
 */
record PluginExecutor(ClassLoader classLoader, Duration timeout) {
    /** Calls without errands. */
    <T> CallResult<T> call(Callable<T> body) {
        try (PluginCall<T> call = prepareCall(new PluginThread(), body)) {
            return call.resume().orElseThrow();
        }
    }

    /** A call that has not begun, with the host that does its errands. */
    <T> PluginCall<T> prepareCall(PluginThread host, Callable<T> body) {
        return new PluginCall<>(this, host, body);
    }
}
