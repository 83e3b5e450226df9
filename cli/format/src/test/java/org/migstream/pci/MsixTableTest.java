// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsixTableTest {
    @Test
    void capturedVectors_areDecoded() {
        MsixTable table = SavedConfig.load("virtio").table();
        assertEquals(new MsixTable.Summary(3, 3, 1, 1), table.summary());
        assertEquals(0xfee01000L, table.address(1));
        assertEquals(0x4031, table.data(1));
        assertFalse(table.isMasked(1));
        assertTrue(table.isMasked(2));
        assertTrue(table.isPending(2));
        assertFalse(table.isPending(0));
    }

    @Test
    void summary_countsVectors() {
        assertEquals(
                new MsixTable.Summary(64, 4, 61, 1),
                SavedConfig.load("mlx5").table().summary());
    }

    @Test
    void pendingBits_continueInNextByte() {
        MsixTable table = new MsixTable(new byte[9 * MsixTable.ENTRY_SIZE], new byte[] {0, 1});
        assertTrue(table.isPending(8));
        assertEquals(new MsixTable.Summary(9, 0, 0, 1), table.summary());
    }

    @ParameterizedTest
    @CsvSource({"15, 1", "16, 0", "16, 2", "144, 1", "0, 1", "32784, 257"})
    void inconsistentSizes_areRejected(int table, int pendingBits) {
        assertThrows(IllegalArgumentException.class, () -> new MsixTable(new byte[table], new byte[pendingBits]));
    }
}
