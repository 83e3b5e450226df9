// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.VfioException;

/** The region of v1: how it is found, and how it is read and written. No kernel of today has one. */
class MigrationRegionTest {
    private static final int TYPE = 2;
    private static final int SPARSE_MMAP = 1;
    private static final int NDMA = 6;

    /** A region of these capabilities, one behind the other. */
    private static IoctlBuffer info(int size, int... capabilities) {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO, size);
        int at = UapiStruct.REGION_INFO.size();
        info.set(UapiStruct.Field.REGION_INFO_CAP_OFFSET, at);
        for (int i = 0; i < capabilities.length; i++) {
            int next = i == capabilities.length - 1 ? 0 : at + 16;
            info.set(UapiStruct.Field.CAP_ID, at, capabilities[i]);
            info.set(UapiStruct.Field.CAP_NEXT, at, next);
            if (capabilities[i] == TYPE) {
                info.set(UapiStruct.Field.REGION_TYPE_TYPE, at, 3);
                info.set(UapiStruct.Field.REGION_TYPE_SUBTYPE, at, 1);
            }
            at += 16;
        }
        return info;
    }

    private static boolean isMigrationRegion(IoctlBuffer info) {
        return MigrationRegion.parse(new VfioDeviceFd.Region(null, info)).isPresent();
    }

    @Test
    void region_isRecognisedByCapability() {
        IoctlBuffer info = info(96, SPARSE_MMAP, TYPE, NDMA);
        assertTrue(MigrationRegion.parse(new VfioDeviceFd.Region(null, info))
                .orElseThrow()
                .hasNdma());
        assertFalse(MigrationRegion.parse(new VfioDeviceFd.Region(null, info(64, TYPE)))
                .orElseThrow()
                .hasNdma());
    }

    @Test
    void otherRegions_areNotRecognised() {
        assertFalse(isMigrationRegion(info(64, SPARSE_MMAP)));
        IoctlBuffer graphics = info(64, TYPE);
        graphics.set(UapiStruct.Field.REGION_TYPE_TYPE, 32, 1);
        assertFalse(isMigrationRegion(graphics));
        IoctlBuffer another = info(64, TYPE);
        another.set(UapiStruct.Field.REGION_TYPE_SUBTYPE, 32, 2);
        assertFalse(isMigrationRegion(another));
    }

    @Test
    void invalidCapabilityList_isBounded() {
        IoctlBuffer circle = info(64, SPARSE_MMAP);
        circle.set(UapiStruct.Field.CAP_NEXT, 32, 32);
        assertFalse(isMigrationRegion(circle));
        IoctlBuffer beyond = info(64, SPARSE_MMAP);
        beyond.set(UapiStruct.Field.CAP_NEXT, 32, 60);
        assertFalse(isMigrationRegion(beyond));
        beyond.set(UapiStruct.Field.CAP_NEXT, 32, 0xffff_fff0L);
        assertFalse(isMigrationRegion(beyond));
        // The header of the capability is there, what it says of the type is not.
        assertFalse(isMigrationRegion(info(44, SPARSE_MMAP)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void registersAndWindow_areReadFromFile(@TempDir Path directory) throws IOException {
        byte[] content = new byte[200];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        Path path = Files.write(directory.resolve("device"), content);
        IoctlBuffer info = info(64, TYPE);
        info.set(UapiStruct.Field.REGION_INFO_OFFSET, 100);
        info.set(UapiStruct.Field.REGION_INFO_SIZE, 80);
        try (NativeFileDescriptor file = NativeFileDescriptor.open(path.toString(), ErrnoMessages.of("open"))) {
            MigrationRegion region =
                    MigrationRegion.parse(new VfioDeviceFd.Region(file, info)).orElseThrow();
            V1Device device =
                    new KernelV1Device(new OpenHandles(null, List.of(), OpenHandles.NO_RELEASE, null, null), region);
            assertEquals(80, device.regionSize());
            ByteBuffer register = ByteBuffer.allocateDirect(8);
            device.read(register, 16);
            assertEquals(116, register.get(0));
            device.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 76);
            assertThrows(VfioException.class, () -> device.write(ByteBuffer.allocate(4), 77));
            assertThrows(VfioException.class, () -> device.read(ByteBuffer.allocate(1), -1));
        }
        byte[] written = Files.readAllBytes(path);
        assertArrayEquals(new byte[] {1, 2, 3, 4, (byte) 180}, Arrays.copyOfRange(written, 176, 181));
    }
}
