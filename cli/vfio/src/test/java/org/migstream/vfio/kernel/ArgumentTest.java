// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The memory of calls. */
class ArgumentTest {
    private static byte[] bytes(Argument argument) {
        return argument.pointer().getByteArray(0, argument.size());
    }

    @Test
    void aStructureBeginsWithItsLength() {
        Argument info = Argument.of(Struct.REGION_INFO, 100);
        assertEquals(100, info.first());
        info.set(Struct.Field.REGION_INFO_INDEX, 7);
        info.set(Struct.Field.REGION_INFO_SIZE, -1L);
        assertEquals(7, info.pointer().getInt(8));
        assertEquals(-1L, info.get(Struct.Field.REGION_INFO_SIZE));
        assertEquals(0, info.get(Struct.Field.REGION_INFO_OFFSET));
    }

    @Test
    void theDataOfAFeatureStandBehindItsHeader() {
        Argument feature = Argument.feature(0x1_0002, Struct.MIG_STATE);
        feature.setData(Struct.Field.MIG_STATE_DEVICE_STATE, 3);
        feature.setData(Struct.Field.MIG_STATE_DATA_FD, -1);
        assertEquals(16, feature.first());
        assertEquals(0x1_0002, feature.get(Struct.Field.FEATURE_FLAGS));
        assertEquals(3, feature.pointer().getInt(8));
        assertEquals(-1, (int) feature.getData(Struct.Field.MIG_STATE_DATA_FD));
        assertEquals(8, Argument.feature(0, null).first());
    }

    @Test
    void aStructureInsideIsNotReadBeyondTheEnd() {
        Argument info = Argument.of(Struct.REGION_INFO, 48);
        assertTrue(info.has(Struct.REGION_TYPE, 32));
        assertFalse(info.has(Struct.REGION_TYPE, 33));
        assertFalse(info.has(Struct.REGION_TYPE, -1));
        assertFalse(info.has(Struct.REGION_TYPE, 0xffff_ffffL));
    }

    @Test
    void stringsAndUuids() {
        assertArrayEquals(new byte[] {'a', 'b', 0}, bytes(Argument.of("ab")));
        assertArrayEquals(
                HexFormat.of().parseHex("83b8f4f2509f382f3c1ee6bfe0fa1001"),
                bytes(Argument.of(UUID.fromString("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"))));
    }
}
