// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/** A plugin cannot be used; the message is the reason. */
final class PluginRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    PluginRefusedException(String reason) {
        super(reason);
    }
}
