// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * Whether QEMU compares the configuration space of a vfio-pci device from 0x100 on. It does so only on a PCI Express bus
 * ({@code vfio_add_ext_cap} in hw/vfio/pci.c, 5.2 to 10.2).
 */
public enum ExtendedSpaceCheck {
    COMPARED,
    NOT_COMPARED,
    UNKNOWN
}
