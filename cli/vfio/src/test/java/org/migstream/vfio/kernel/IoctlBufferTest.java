// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The layout of ioctl arguments in memory. */
class IoctlBufferTest {
    private static byte[] bytes(IoctlBuffer argument) {
        return argument.pointer().getByteArray(0, argument.size());
    }

    @Test
    void struct_startsWithArgsz() {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO, 100);
        assertEquals(100, info.argsz());
        info.set(UapiStruct.Member.REGION_INFO_INDEX, 7);
        info.set(UapiStruct.Member.REGION_INFO_SIZE, -1L);
        assertEquals(7, info.pointer().getInt(8));
        assertEquals(-1L, info.get(UapiStruct.Member.REGION_INFO_SIZE));
        assertEquals(0, info.get(UapiStruct.Member.REGION_INFO_OFFSET));
    }

    @Test
    void featureData_followsHeader() {
        IoctlBuffer feature = IoctlBuffer.feature(0x1_0002, UapiStruct.MIG_STATE);
        feature.setFeatureData(UapiStruct.Member.MIG_STATE_DEVICE_STATE, 3);
        feature.setFeatureData(UapiStruct.Member.MIG_STATE_DATA_FD, -1);
        assertEquals(16, feature.argsz());
        assertEquals(0x1_0002, feature.get(UapiStruct.Member.FEATURE_FLAGS));
        assertEquals(3, feature.pointer().getInt(8));
        assertEquals(-1, (int) feature.getFeatureData(UapiStruct.Member.MIG_STATE_DATA_FD));
        assertEquals(8, IoctlBuffer.feature(0, null).argsz());
    }

    @Test
    void nestedStruct_isNotReadPastEnd() {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO, 48);
        assertTrue(info.contains(UapiStruct.REGION_TYPE, 32));
        assertFalse(info.contains(UapiStruct.REGION_TYPE, 33));
        assertFalse(info.contains(UapiStruct.REGION_TYPE, -1));
        assertFalse(info.contains(UapiStruct.REGION_TYPE, 0xffff_ffffL));
    }

    @Test
    void stringsAndUuids_areEncodedForTheKernel() {
        assertArrayEquals(new byte[] {'a', 'b', 0}, bytes(IoctlBuffer.of("ab")));
        assertArrayEquals(
                HexFormat.of().parseHex("83b8f4f2509f382f3c1ee6bfe0fa1001"),
                bytes(IoctlBuffer.of(UUID.fromString("83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"))));
    }
}
