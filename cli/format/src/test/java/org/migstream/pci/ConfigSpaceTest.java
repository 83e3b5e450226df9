// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSpaceTest {
    private static byte[] countingBytes(int size) {
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; at++) {
            bytes[at] = (byte) (at | 0x80);
        }
        return bytes;
    }

    @Test
    void registers_areLittleEndianAndUnsigned() {
        ConfigSpace space = new ConfigSpace(countingBytes(256));
        assertEquals(0x80, space.u8(0));
        assertEquals(0x8180, space.u16(0));
        assertEquals(0x83828180L, space.u32(0));
        assertEquals(0x8786858483828180L, space.u64(0));
        assertEquals(0xfffe, space.u16(254));
    }

    @Test
    void changeOfSourceArray_doesNotChangeSpace() {
        byte[] bytes = countingBytes(4096);
        ConfigSpace space = new ConfigSpace(bytes);
        bytes[0] = 1;
        assertEquals(0x80, space.u8(0));
        assertEquals(4096, space.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 255, 257, 4095, 4097})
    void unsupportedSize_isRejected(int size) {
        assertThrows(IllegalArgumentException.class, () -> new ConfigSpace(new byte[size]));
    }

    @Test
    void rangeBeyondEnd_isNotContained() {
        ConfigSpace space = new ConfigSpace(countingBytes(256));
        assertTrue(space.contains(252, 4));
        assertFalse(space.contains(253, 4));
        assertFalse(space.contains(-1, 1));
        assertFalse(space.contains(0, Integer.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> space.u32(253));
    }
}
