// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Lengths of sections from the vmdescription at the end of the stream, if it can be read before the sections. Sections
 * have no length fields; the vmdescription has the lengths of most of them.
 */
public interface SectionSizes {
    /** No lengths: the stream is a pipe, or has no vmdescription. */
    SectionSizes NONE = new SectionSizes() {
        @Override
        public OptionalLong fullPayloadLength(SectionKey key) {
            return OptionalLong.empty();
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.empty();
        }
    };

    /** Returns the number of bytes between head and footer of the device's FULL section; empty if unknown. */
    OptionalLong fullPayloadLength(SectionKey key);

    /** Returns the guest's page size in bytes; empty if unknown. */
    OptionalInt pageSize();
}
