// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the description at the end of the stream says, if it could be read before the stream was: QEMU's sections have
 * no lengths, and this is where most of them stand.
 */
public interface SectionSizes {
    /** The stream comes through a pipe, or has no description. */
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

    /** Bytes between head and footer of the device's FULL section, if that is known. */
    OptionalLong fullPayloadLength(SectionKey key);

    /** The guest's page size in bytes, if that is known. */
    OptionalInt pageSize();
}
