// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

/**
 * A plugin that is not used.
 *
 * @param origin {@value Plugins#BUILT_IN}, or the jar, folder or path that was named
 * @param reason why, in one line
 */
public record RefusedPlugin(String origin, String reason) {}
