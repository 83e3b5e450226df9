// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Set;
import org.migstream.inspect.DecoderChoice;

/**
 * What is wanted of a comparison.
 *
 * @param decoders who reads the devices' own bytes
 * @param keep how many bytes of devices' states, and of guest memory, are copied aside where they cannot be read again
 * @param ignored what does not count
 * @param ignoredSections devices that do not count, by their idstrs
 * @param pages whether the pages that differ are listed
 */
public record DiffRequest(
        DecoderChoice decoders, long keep, Set<IgnoreCategory> ignored, Set<String> ignoredSections, boolean pages) {
    /** Copies that nobody can change. */
    public DiffRequest {
        ignored = Set.copyOf(ignored);
        ignoredSections = Set.copyOf(ignoredSections);
    }
}
