// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.jspecify.annotations.Nullable;

/**
 * A place in an input.
 *
 * @param offset in bytes from the start of the decompressed input
 * @param channel the name of the recording of a multifd channel, not escaped; null for the main input
 */
public record Place(long offset, @Nullable String channel) {}
