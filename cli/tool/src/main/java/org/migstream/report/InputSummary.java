// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.List;
import java.util.OptionalLong;

/**
 * Where a stream came from.
 *
 * @param name as the user gave it
 * @param bytes as they are stored, compressed or not; empty if it is a pipe that was not read to its end
 * @param layers what had to be unpacked, outermost first, such as {@code zstd}
 * @param kind what was inside: {@code main}, {@code multifd-channel}, {@code return-path}, {@code device-data}; {@code
 *     qcow2} for an image of which no snapshot is named; null if nothing known
 */
public record InputSummary(String name, OptionalLong bytes, List<String> layers, String kind) {
    /** A copy that nobody can change. */
    public InputSummary {
        layers = List.copyOf(layers);
    }
}
