// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * An element of the extended capability list.
 *
 * @param offset where it starts, in bytes from the start of configuration space; a multiple of 4 from 0x100 on
 * @param id 16 bits, as PCI-SIG assigns them; 0 for a capability that QEMU hides from the guest when it stands first,
 *     since the list must start at 0x100 ({@code vfio_add_ext_cap} in {@code hw/vfio/pci.c})
 * @param version 4 bits
 * @param name short name such as {@code AER}; null for an id that is not known here
 */
public record ExtendedCapability(int offset, int id, int version, String name) {}
