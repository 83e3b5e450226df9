// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Calls the code of one plugin so that nothing it throws, and no time it takes, harms anybody else.
 *
 * @param plugin its class loader
 * @param patience for how long it may not get on
 */
record Containment(ClassLoader plugin, Duration patience) {
    /** Calls without errands. */
    <T> Outcome<T> call(Callable<T> body) {
        try (Call<T> call = prepare(new Host(), body)) {
            return call.proceed().orElseThrow();
        }
    }

    /** A call that has not begun, with the host that does its errands. */
    <T> Call<T> prepare(Host host, Callable<T> body) {
        return new Call<>(this, host, body);
    }
}
