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
import org.migstream.pci.HostFunction;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;
import org.migstream.vfio.kernel.KernelV1Device.MigrationRegion;

/**
 * Finds, reads and writes the migration region of v1. Current kernels have no such region, so the tests create its
 * vfio_region_info.
 */
class MigrationRegionTest {
    private static final int TYPE = 2;
    private static final int SPARSE_MMAP = 1;
    private static final int NDMA = 6;

    /** Returns the vfio_region_info of a region with a list of capabilities. */
    private static IoctlBuffer info(int size, int... capabilities) {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO, size);
        int at = UapiStruct.REGION_INFO.size();
        info.set(UapiStruct.Member.REGION_INFO_CAP_OFFSET, at);
        for (int i = 0; i < capabilities.length; i++) {
            int next = i == capabilities.length - 1 ? 0 : at + 16;
            info.set(UapiStruct.Member.CAP_ID, at, capabilities[i]);
            info.set(UapiStruct.Member.CAP_NEXT, at, next);
            if (capabilities[i] == TYPE) {
                info.set(UapiStruct.Member.REGION_TYPE_TYPE, at, 3);
                info.set(UapiStruct.Member.REGION_TYPE_SUBTYPE, at, 1);
            }
            at += 16;
        }
        return info;
    }

    private static boolean isMigrationRegion(IoctlBuffer info) {
        return MigrationRegion.parse(new VfioDeviceFd.Region(null, info)).isPresent();
    }

    @Test
    void region_isRecognizedByCapability() {
        IoctlBuffer info = info(96, SPARSE_MMAP, TYPE, NDMA);
        assertTrue(MigrationRegion.parse(new VfioDeviceFd.Region(null, info))
                .orElseThrow()
                .hasNdma());
        assertFalse(MigrationRegion.parse(new VfioDeviceFd.Region(null, info(64, TYPE)))
                .orElseThrow()
                .hasNdma());
    }

    @Test
    void otherRegions_areNotRecognized() {
        assertFalse(isMigrationRegion(info(64, SPARSE_MMAP)));
        IoctlBuffer graphics = info(64, TYPE);
        graphics.set(UapiStruct.Member.REGION_TYPE_TYPE, 32, 1);
        assertFalse(isMigrationRegion(graphics));
        IoctlBuffer otherSubtype = info(64, TYPE);
        otherSubtype.set(UapiStruct.Member.REGION_TYPE_SUBTYPE, 32, 2);
        assertFalse(isMigrationRegion(otherSubtype));
    }

    @Test
    void invalidCapabilityList_isBounded() {
        IoctlBuffer loop = info(64, SPARSE_MMAP);
        loop.set(UapiStruct.Member.CAP_NEXT, 32, 32);
        assertFalse(isMigrationRegion(loop));
        IoctlBuffer pastEnd = info(64, SPARSE_MMAP);
        pastEnd.set(UapiStruct.Member.CAP_NEXT, 32, 60);
        assertFalse(isMigrationRegion(pastEnd));
        pastEnd.set(UapiStruct.Member.CAP_NEXT, 32, 0xffff_fff0L);
        assertFalse(isMigrationRegion(pastEnd));
        // The buffer is too small for a complete type capability.
        IoctlBuffer truncatedType = info(44, SPARSE_MMAP);
        truncatedType.set(UapiStruct.Member.CAP_ID, 32, TYPE);
        truncatedType.set(UapiStruct.Member.REGION_TYPE_TYPE, 32, 3);
        assertFalse(isMigrationRegion(truncatedType));
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
        info.set(UapiStruct.Member.REGION_INFO_OFFSET, 100);
        info.set(UapiStruct.Member.REGION_INFO_SIZE, 80);
        try (NativeFileDescriptor file = NativeFileDescriptor.open(path.toString(), ErrnoMessages.of("open"))) {
            MigrationRegion region =
                    MigrationRegion.parse(new VfioDeviceFd.Region(file, info)).orElseThrow();
            V1Device device = new KernelV1Device(
                    new OpenHandles(null, List.of(), OpenHandles.NO_RELEASE, null, null, HostFunction.Use.RESET, true),
                    region,
                    List::of);
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
