// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The MSI-X table and pending bits, as QEMU saves them after the configuration space ({@code msix_save} in {@code
 * hw/pci/msix.c}): 16 bytes for each vector, then one pending bit for each vector, padded to whole bytes.
 * Little-endian, immutable.
 *
 * <pre>
 *   vector = message address (u64) | message data (u32) | vector control (u32, bit 0: masked)
 * </pre>
 */
public final class MsixTable {
    /** Size of one vector in the table, in bytes. */
    public static final int ENTRY_SIZE = 16;
    /** Maximum number of vectors: the table size register has 11 bits. */
    public static final int MAX_ENTRIES = 2048;
    /** The table of a device without MSI-X. */
    public static final MsixTable EMPTY = new MsixTable(new byte[0], new byte[0]);

    /**
     * Returns the number of vectors that QEMU saves with a configuration space: the table size of the first MSI-X
     * capability, or 0 without such a capability ({@code msix_save} in {@code hw/pci/msix.c}).
     */
    public static int savedVectorCount(ConfigSpace space) {
        return MsixCapability.find(space).map(MsixCapability::vectorCount).orElse(0);
    }

    private static final int DATA = 8;
    private static final int VECTOR_CONTROL = 12;

    private final ByteBuffer table;
    private final byte[] pendingBits;

    /**
     * Copies the given bytes.
     *
     * @throws IllegalArgumentException if the table does not consist of 0 to 2048 whole entries, or the pending bits do
     *     not have one bit for each entry, rounded up to a byte
     */
    public MsixTable(byte[] table, byte[] pendingBits) {
        int entries = table.length / ENTRY_SIZE;
        if (table.length % ENTRY_SIZE != 0 || entries > MAX_ENTRIES) {
            throw new IllegalArgumentException("an MSI-X table cannot have " + table.length + " bytes");
        }
        if (pendingBits.length != (entries + 7) / 8) {
            throw new IllegalArgumentException(
                    entries + " MSI-X vectors cannot have " + pendingBits.length + " bytes of pending bits");
        }
        this.table = ByteBuffer.wrap(table.clone()).order(ByteOrder.LITTLE_ENDIAN);
        this.pendingBits = pendingBits.clone();
    }

    /** Returns the table of a device after reset: no vector has an address, all are masked, none is pending. */
    public static MsixTable afterReset(int entries) {
        ByteBuffer table = ByteBuffer.allocate(entries * ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int vector = 0; vector < entries; vector++) {
            table.putInt(vector * ENTRY_SIZE + VECTOR_CONTROL, 1);
        }
        return new MsixTable(table.array(), new byte[(entries + 7) / 8]);
    }

    /** Returns the number of vectors. */
    public int entryCount() {
        return table.capacity() / ENTRY_SIZE;
    }

    /** Returns the vectors, read-only. */
    public ByteBuffer table() {
        return table.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the pending bits, read-only. */
    public ByteBuffer pendingBits() {
        return ByteBuffer.wrap(pendingBits).asReadOnlyBuffer();
    }

    /** Returns the message address of a vector, unsigned. */
    long address(int vector) {
        return table.getLong(vector * ENTRY_SIZE);
    }

    /** Returns the message data of a vector, 0 to 2^32 - 1. */
    long data(int vector) {
        return Integer.toUnsignedLong(table.getInt(vector * ENTRY_SIZE + DATA));
    }

    /** Returns whether the guest has masked a vector. */
    boolean isMasked(int vector) {
        return (table.getInt(vector * ENTRY_SIZE + VECTOR_CONTROL) & 1) != 0;
    }

    /** Returns whether the interrupt of a vector is pending. */
    boolean isPending(int vector) {
        return (pendingBits[vector / 8] >> vector % 8 & 1) != 0;
    }

    /** Returns whether the guest has given a vector an address. */
    boolean isProgrammed(int vector) {
        return address(vector) != 0;
    }

    /** Formats a vector with all its bits. */
    String describe(int vector) {
        return String.format(
                Locale.ROOT,
                "address 0x%x, data 0x%x, control 0x%x%s",
                address(vector),
                data(vector),
                table.getInt(vector * ENTRY_SIZE + VECTOR_CONTROL),
                isPending(vector) ? ", pending" : "");
    }

    /** Returns the numbers of all, programmed, masked and pending vectors. */
    public Summary summary() {
        int programmed = 0;
        int masked = 0;
        int pending = 0;
        for (int vector = 0; vector < entryCount(); vector++) {
            programmed += isProgrammed(vector) ? 1 : 0;
            masked += isMasked(vector) ? 1 : 0;
            pending += isPending(vector) ? 1 : 0;
        }
        return new Summary(entryCount(), programmed, masked, pending);
    }

    /**
     * Numbers of vectors.
     *
     * @param entries all vectors
     * @param programmed vectors with a message address
     * @param masked vectors with the mask bit set
     * @param pending vectors with the pending bit set
     */
    public record Summary(int entries, int programmed, int masked, int pending) {}
}
