// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Set;
import org.migstream.inspect.decoding.DecoderChoice;

/**
 * What is wanted of a comparison.
 *
 * @param decoders who reads the devices' own bytes
 * @param keepLimit how many bytes of devices' states, and of guest memory, are copied aside where they cannot be read again
 * @param ignoredCategories what does not count
 * @param ignoredSections devices that do not count, by their idstrs
 * @param listPages whether the pages that differ are listed
 */
public record DiffRequest(
        DecoderChoice decoders,
        long keepLimit,
        Set<IgnoreCategory> ignoredCategories,
        Set<String> ignoredSections,
        boolean listPages) {
    /** Copies that nobody can change. */
    public DiffRequest {
        ignoredCategories = Set.copyOf(ignoredCategories);
        ignoredSections = Set.copyOf(ignoredSections);
    }
}
