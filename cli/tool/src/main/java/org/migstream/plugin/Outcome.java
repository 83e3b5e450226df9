// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/** How a call into a plugin ended. */
sealed interface Outcome<T> {
    /** It came back. */
    record Returned<T>(T value) implements Outcome<T> {}

    /**
     * It did not, or not as it should.
     *
     * @param how goes on after "the plugin x ..."
     * @param abandoned whether it may be running still
     */
    record Failed<T>(String how, boolean abandoned) implements Outcome<T> {}
}
