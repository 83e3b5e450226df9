// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSink;

/**
 * A block of guest memory in the list at the start of the ram section (QEMU {@code ram_save_setup}): counted name, be64
 * used length, then fields that depend on the capabilities of the source.
 *
 * @param offset of the name's length
 * @param name as ISO 8859-1 characters, not empty
 * @param usedLength number of migrated bytes
 * @param pageSize be64, bytes of a huge page; only with postcopy
 * @param guestAddress be64; only with the capability {@code x-ignore-shared}
 * @param mappedRamHeader null without the capability {@code mapped-ram}
 */
public record RamBlock(
        long offset,
        String name,
        long usedLength,
        OptionalLong pageSize,
        OptionalLong guestAddress,
        MappedRamRegion.@Nullable Header mappedRamHeader)
        implements RamRecord {

    @Override
    public long headLength() {
        return 1
                + name.length()
                + Long.BYTES
                + (pageSize.isPresent() ? Long.BYTES : 0)
                + (guestAddress.isPresent() ? Long.BYTES : 0)
                + (mappedRamHeader == null ? 0 : MappedRamRegion.Header.LENGTH);
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeCountedString(name);
        out.writeBe64(usedLength);
        if (pageSize.isPresent()) {
            out.writeBe64(pageSize.getAsLong());
        }
        if (guestAddress.isPresent()) {
            out.writeBe64(guestAddress.getAsLong());
        }
        if (mappedRamHeader != null) {
            mappedRamHeader.write(out);
        }
    }
}
