// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element of the capability list.
 *
 * @param offset start of the capability, in bytes from the start of configuration space; a multiple of 4, at least 0x40
 * @param id one byte, assigned by PCI-SIG
 * @param name short name such as {@code MSI-X}; null for an unknown id
 */
public record Capability(int offset, int id, @Nullable String name) {
    /** Returns the offset of the next capability after this one by offset; without one, the end of the 256 bytes. */
    int end(List<Capability> all) {
        return all.stream()
                .mapToInt(Capability::offset)
                .filter(other -> other > offset)
                .min()
                .orElse(ConfigSpace.CONVENTIONAL_SIZE);
    }
}
