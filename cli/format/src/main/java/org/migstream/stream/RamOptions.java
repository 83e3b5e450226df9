// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalInt;

/**
 * What must be known of the source before its ram section can be read; all of it stands in front of that section.
 *
 * @param postcopy whether a POSTCOPY_ADVISE with page sizes was sent
 * @param ignoreShared the capability {@code x-ignore-shared}
 * @param mappedRam the capability {@code mapped-ram}
 * @param pageSize bytes, if the configuration or the description tells
 */
record RamOptions(boolean postcopy, boolean ignoreShared, boolean mappedRam, OptionalInt pageSize) {
    static final RamOptions NONE = new RamOptions(false, false, false, OptionalInt.empty());

    RamOptions withPostcopy() {
        return new RamOptions(true, ignoreShared, mappedRam, pageSize);
    }

    /** With the page size that another source knows, where the configuration is silent. */
    RamOptions withDefaultPageSize(OptionalInt other) {
        return pageSize.isPresent() ? this : new RamOptions(postcopy, ignoreShared, mappedRam, other);
    }
}
