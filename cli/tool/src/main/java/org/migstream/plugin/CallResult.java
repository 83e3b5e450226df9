// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/** How a call into a plugin ended. */
sealed interface CallResult<T> {
    /** It came back. */
    record Returned<T>(T value) implements CallResult<T> {}

    /**
     * It did not, or not as it should.
     *
     * @param reason goes on after "the plugin x ..."
     * @param timedOut whether it may be running still
     */
    record Failed<T>(String reason, boolean timedOut) implements CallResult<T> {}
}
