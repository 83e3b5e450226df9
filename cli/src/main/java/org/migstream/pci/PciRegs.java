// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * Offsets and bits of the configuration header, under the names of the kernel's {@code uapi/linux/pci_regs.h} without
 * their {@code PCI_} prefix. Registers of one capability are named where that capability is read.
 */
final class PciRegs {
    static final int VENDOR_ID = 0x00;
    static final int DEVICE_ID = 0x02;
    static final int COMMAND = 0x04;
    static final int COMMAND_IO = 1;
    static final int COMMAND_MEMORY = 1 << 1;
    static final int COMMAND_MASTER = 1 << 2;
    static final int COMMAND_INTX_DISABLE = 1 << 10;
    static final int STATUS = 0x06;
    static final int STATUS_CAP_LIST = 1 << 4;
    static final int REVISION_ID = 0x08;
    static final int CLASS_PROG = 0x09;
    static final int CACHE_LINE_SIZE = 0x0c;
    static final int LATENCY_TIMER = 0x0d;
    static final int HEADER_TYPE = 0x0e;
    static final int BIST = 0x0f;
    static final int BASE_ADDRESS_0 = 0x10;
    static final int BASE_ADDRESS_END = 0x28;
    static final int SUBSYSTEM_VENDOR_ID = 0x2c;
    static final int SUBSYSTEM_ID = 0x2e;
    static final int CAPABILITY_LIST = 0x34;
    static final int INTERRUPT_LINE = 0x3c;
    static final int INTERRUPT_PIN = 0x3d;
    static final int MIN_GNT = 0x3e;
    static final int MAX_LAT = 0x3f;
    static final int STD_HEADER_SIZEOF = 0x40;

    private PciRegs() {}
}
