// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Set;
import org.migstream.inspect.decoding.DecoderChoice;

/**
 * The options of one comparison.
 *
 * @param decoders selects the plugin that decodes the data of a device
 * @param keepLimit maximum number of bytes of device data, and of guest memory, to copy from an input that cannot be
 *     read twice
 * @param ignoredCategories categories of differences to ignore
 * @param ignoredSections names of devices to ignore: idstrs or short names
 * @param listPages whether the report lists the differing pages
 */
public record DiffRequest(
        DecoderChoice decoders,
        long keepLimit,
        Set<IgnoreCategory> ignoredCategories,
        Set<String> ignoredSections,
        boolean listPages) {
    /** Copies the collections. */
    public DiffRequest {
        ignoredCategories = Set.copyOf(ignoredCategories);
        ignoredSections = Set.copyOf(ignoredSections);
    }
}
