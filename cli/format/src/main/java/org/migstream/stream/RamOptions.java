// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalInt;

/**
 * Properties of the source that determine the format of its ram section. The stream has them before that section.
 *
 * @param postcopy whether a POSTCOPY_ADVISE with page sizes was sent
 * @param ignoreShared the capability {@code x-ignore-shared}
 * @param mappedRam the capability {@code mapped-ram}
 * @param pageSize of the guest, in bytes, if the configuration or the vmdescription has it
 */
record RamOptions(boolean postcopy, boolean ignoreShared, boolean mappedRam, OptionalInt pageSize) {
    static final RamOptions NONE = new RamOptions(false, false, false, OptionalInt.empty());

    /** Returns these options with postcopy. */
    RamOptions withPostcopy() {
        return new RamOptions(true, ignoreShared, mappedRam, pageSize);
    }

    /** Returns these options with {@code fallback} as the page size, if they have none. */
    RamOptions withDefaultPageSize(OptionalInt fallback) {
        return pageSize.isPresent() ? this : new RamOptions(postcopy, ignoreShared, mappedRam, fallback);
    }
}
