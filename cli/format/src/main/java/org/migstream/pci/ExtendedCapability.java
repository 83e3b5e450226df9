// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element of the extended capability list.
 *
 * @param offset start of the capability, in bytes from the start of configuration space; a multiple of 4, at least 0x100
 * @param id 16 bits, assigned by PCI-SIG. The list must start at 0x100; if QEMU hides the first capability from the
 *     guest, it leaves an element with id 0 there ({@code vfio_add_ext_cap} in {@code hw/vfio/pci.c})
 * @param version 4 bits
 * @param name short name such as {@code AER}; null for an unknown id
 */
public record ExtendedCapability(
        int offset, int id, int version, @Nullable String name) {
    /** Returns the offset of the next capability after this one by offset; without one, the end of {@code space}. */
    int end(List<ExtendedCapability> all, ConfigSpace space) {
        return all.stream()
                .mapToInt(ExtendedCapability::offset)
                .filter(other -> other > offset)
                .min()
                .orElse(space.size());
    }
}
