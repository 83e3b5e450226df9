// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.spi.Finding;

/** Builds small configuration spaces. A test sets only the registers that matter to it. */
public final class ConfigSpaceBuilder {
    private final ByteBuffer bytes;
    private int nextPointerOffset = PciRegs.CAPABILITY_LIST;
    private int lastExtendedOffset;

    private ConfigSpaceBuilder(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        putU16(PciRegs.VENDOR_ID, 0x15b3).putU16(PciRegs.DEVICE_ID, 0x101e);
    }

    public static ConfigSpaceBuilder conventional() {
        return new ConfigSpaceBuilder(ConfigSpace.CONVENTIONAL_SIZE);
    }

    public static ConfigSpaceBuilder express() {
        return new ConfigSpaceBuilder(ConfigSpace.EXPRESS_SIZE);
    }

    public ConfigSpaceBuilder putU8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    ConfigSpaceBuilder putU16(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    public ConfigSpaceBuilder putU32(int offset, long value) {
        bytes.putInt(offset, (int) value);
        return this;
    }

    public ConfigSpaceBuilder setCommand(int bits) {
        return putU16(PciRegs.COMMAND, bits);
    }

    public ConfigSpaceBuilder setBar(int index, long value) {
        return putU32(PciRegs.BASE_ADDRESS_0 + 4 * index, value);
    }

    /** Appends a capability to the list. Its registers after the header are set separately. */
    public ConfigSpaceBuilder addCapability(int offset, int id) {
        putU16(PciRegs.STATUS, PciRegs.STATUS_CAP_LIST)
                .putU8(nextPointerOffset, offset)
                .putU8(offset, id);
        nextPointerOffset = offset + 1;
        return this;
    }

    /** Appends an extended capability to the list. */
    ConfigSpaceBuilder addExtendedCapability(int offset, int id, int version) {
        if (lastExtendedOffset != 0) {
            putU32(lastExtendedOffset, bytes.getInt(lastExtendedOffset) & 0xf_ffff | (long) offset << 20);
        }
        lastExtendedOffset = offset;
        return putU32(offset, id | version << 16);
    }

    /** Adds an MSI-X capability at 0x40, and BAR 0 with its table and pending bits. */
    public ConfigSpaceBuilder addMsix(int vectors, boolean enabled) {
        return setBar(0, 0xfebf_0000L)
                .addCapability(0x40, CapabilityId.MSIX.id())
                .putU16(0x42, vectors - 1 | (enabled ? 1 << 15 : 0))
                .putU32(0x48, 0x800);
    }

    public ConfigSpace build() {
        return new ConfigSpace(bytes.array());
    }

    public PciConfiguration decode() {
        return decode(List.of(0, 0, 0, 0), MsixTable.EMPTY);
    }

    public PciConfiguration decode(List<Integer> irqState, MsixTable table) {
        return PciConfiguration.decode(build(), irqState, table);
    }

    /** Decodes the space and returns the codes of the findings, in order. */
    List<String> findingCodes() {
        return findingCodes(decode());
    }

    static List<String> findingCodes(PciConfiguration configuration) {
        return configuration.findings().stream().map(Finding::code).toList();
    }

    /** Returns a table from one letter for each vector: {@code p} programmed, {@code m} masked, {@code -} unused. */
    public static MsixTable msixTable(String vectors) {
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
