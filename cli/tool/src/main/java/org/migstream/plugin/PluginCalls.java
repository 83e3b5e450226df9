// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.concurrent.Callable;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Calls into a plugin whose name is known.
 *
 * @param plugin its name
 * @param containment how it is called
 */
record PluginCalls(String plugin, Containment containment) {
    <T> Outcome<T> call(Callable<T> body) {
        return containment.call(body);
    }

    <T> Call<T> prepare(Host host, Callable<T> body) {
        return containment.prepare(host, body);
    }

    /** The finding that it misbehaved. */
    Finding failure(String how) {
        return Finding.of(Severity.ERROR, "plugin." + plugin + ".failed", "the plugin " + plugin + " " + how);
    }
}
