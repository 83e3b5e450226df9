// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The name, the size and the kind of an input.
 *
 * @param name the name that the user gave
 * @param bytes the stored size in bytes, with its compression and containers; empty for a pipe that was not read to its end
 * @param layers the compressions and container formats around the stream, outermost first, such as {@code zstd}
 * @param kind {@code main}, {@code multifd-channel}, {@code return-path} or {@code device-data}; {@code qcow2} for an
 *     image if the user named no snapshot; null if the content was not recognised
 */
public record InputSummary(
        String name,
        OptionalLong bytes,
        List<String> layers,
        @Nullable String kind) {
    /** Copies the list. */
    public InputSummary {
        layers = List.copyOf(layers);
    }
}
