// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.concurrent.Callable;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Calls into a plugin whose name is known.
 *
 * @param pluginName its name
 * @param executor how it is called
 */
record NamedPluginExecutor(String pluginName, PluginExecutor executor) {
    <T> CallResult<T> call(Callable<T> body) {
        return executor.call(body);
    }

    <T> PluginCall<T> prepareCall(PluginThread host, Callable<T> body) {
        return executor.prepareCall(host, body);
    }

    /** The finding that it misbehaved. */
    Finding failureFinding(String how) {
        return Finding.of(Severity.ERROR, "plugin." + pluginName + ".failed", "the plugin " + pluginName + " " + how);
    }
}
