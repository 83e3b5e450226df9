// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.spi.Finding;

/** Builds small configuration spaces; a test states only the registers that matter. */
final class ConfigSpaceBuilder {
    private final ByteBuffer bytes;
    private int link = 0x34;
    private int extended;

    private ConfigSpaceBuilder(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        u16(PciRegs.VENDOR_ID, 0x15b3).u16(PciRegs.DEVICE_ID, 0x101e);
    }

    static ConfigSpaceBuilder conventional() {
        return new ConfigSpaceBuilder(ConfigSpace.CONVENTIONAL_SIZE);
    }

    static ConfigSpaceBuilder express() {
        return new ConfigSpaceBuilder(ConfigSpace.EXPRESS_SIZE);
    }

    ConfigSpaceBuilder u8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    ConfigSpaceBuilder u16(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    ConfigSpaceBuilder u32(int offset, long value) {
        bytes.putInt(offset, (int) value);
        return this;
    }

    ConfigSpaceBuilder command(int bits) {
        return u16(PciRegs.COMMAND, bits);
    }

    ConfigSpaceBuilder bar(int index, long value) {
        return u32(PciRegs.BASE_ADDRESS_0 + 4 * index, value);
    }

    /** Appends a capability to the list; its registers behind the header are set apart. */
    ConfigSpaceBuilder capability(int offset, int id) {
        u16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST).u8(link, offset).u8(offset, id);
        link = offset + 1;
        return this;
    }

    /** Appends an extended capability to the list. */
    ConfigSpaceBuilder extendedCapability(int offset, int id, int version) {
        if (extended != 0) {
            u32(extended, bytes.getInt(extended) & 0xf_ffff | (long) offset << 20);
        }
        extended = offset;
        return u32(offset, id | version << 16);
    }

    /** An MSI-X capability at 0x40 with table and pending bits in BAR 0, which is there. */
    ConfigSpaceBuilder msix(int vectors, boolean enabled) {
        return bar(0, 0xfebf_0000L)
                .capability(0x40, 0x11)
                .u16(0x42, vectors - 1 | (enabled ? 1 << 15 : 0))
                .u32(0x48, 0x800);
    }

    ConfigSpace build() {
        return new ConfigSpace(bytes.array());
    }

    PciConfiguration decode() {
        return decode(List.of(0, 0, 0, 0), MsixTable.EMPTY);
    }

    PciConfiguration decode(List<Integer> irqState, MsixTable table) {
        return PciConfiguration.decode(build(), irqState, table);
    }

    /** The codes that decoding gives, in order. */
    List<String> codes() {
        return codes(decode());
    }

    static List<String> codes(PciConfiguration configuration) {
        return configuration.findings().stream().map(Finding::code).toList();
    }

    /** A table from one letter a vector: {@code p} programmed, {@code m} programmed but masked, {@code -} unused. */
    static MsixTable table(String vectors) {
        ByteBuffer table =
                ByteBuffer.allocate(vectors.length() * MsixTable.ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (char vector : vectors.toCharArray()) {
            table.putLong(vector == '-' ? 0 : 0xfee0_0000L);
            table.putInt(vector == '-' ? 0 : 0x4030);
            table.putInt(vector == 'p' ? 0 : 1);
        }
        return new MsixTable(table.array(), new byte[(vectors.length() + 7) / 8]);
    }
}
