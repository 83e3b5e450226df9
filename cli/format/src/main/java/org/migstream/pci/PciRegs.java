// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * Offsets and bits of the configuration header. The names are those of the kernel's {@code uapi/linux/pci_regs.h} without
 * the prefix {@code PCI_}. The class that reads a capability defines its registers.
 */
public final class PciRegs {
    public static final int VENDOR_ID = 0x00;
    public static final int DEVICE_ID = 0x02;
    public static final int COMMAND = 0x04;
    public static final int COMMAND_IO = 1;
    public static final int COMMAND_MEMORY = 1 << 1;
    public static final int COMMAND_MASTER = 1 << 2;
    public static final int COMMAND_SERR = 1 << 8;
    public static final int COMMAND_INTX_DISABLE = 1 << 10;
    public static final int STATUS = 0x06;
    public static final int STATUS_CAP_LIST = 1 << 4;
    /** Detected and signalled errors and aborts, which software clears. */
    public static final int STATUS_ERROR_BITS = 0xf900;

    public static final int REVISION_ID = 0x08;
    public static final int CLASS_PROG = 0x09;
    public static final int CACHE_LINE_SIZE = 0x0c;
    public static final int LATENCY_TIMER = 0x0d;
    public static final int HEADER_TYPE = 0x0e;
    public static final int HEADER_TYPE_MULTI_FUNCTION = 0x80;
    public static final int BIST = 0x0f;
    public static final int BASE_ADDRESS_0 = 0x10;
    public static final int BASE_ADDRESS_END = 0x28;
    public static final int ROM_ADDRESS = 0x30;
    public static final int SUBSYSTEM_VENDOR_ID = 0x2c;
    public static final int SUBSYSTEM_ID = 0x2e;
    public static final int CAPABILITY_LIST = 0x34;
    public static final int INTERRUPT_LINE = 0x3c;
    public static final int INTERRUPT_PIN = 0x3d;
    public static final int MIN_GNT = 0x3e;
    public static final int MAX_LAT = 0x3f;
    public static final int STD_HEADER_SIZEOF = 0x40;

    private PciRegs() {}
}
