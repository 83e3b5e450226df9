// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_PCI_NUM_REGIONS;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_CAP_TYPE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_CAPS;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_TYPE_MIGRATION_DEPRECATED;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.migstream.spi.DriverError;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;

/** A device of the kernel with v1, which is called by reads and writes of its {@link MigrationRegion}. */
final class KernelV1Device extends KernelDevice implements V1Device {
    private final MigrationRegion migrationRegion;
    private final ErrnoMessages readErrors;
    private final ErrnoMessages writeErrors;

    /** @param driverErrors returns the errors of the device's driver */
    KernelV1Device(OpenHandles handles, MigrationRegion migrationRegion, Supplier<List<DriverError>> driverErrors) {
        super(handles);
        this.migrationRegion = migrationRegion;
        readErrors = ErrnoMessages.forRead("read the migration region");
        writeErrors = ErrnoMessages.forWrite("write the migration region", driverErrors);
    }

    @Override
    public boolean hasNdma() {
        return migrationRegion.hasNdma();
    }

    @Override
    public long regionSize() {
        return migrationRegion.region().size();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        migrationRegion.region().read(into, offset, readErrors);
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        migrationRegion.region().write(from, offset, writeErrors);
    }

    /**
     * The migration region of v1. It is identified by a capability with type 3, subtype 1.
     *
     * @param region the region of the device
     * @param hasNdma whether the region has VFIO_REGION_INFO_CAP_MIG_NDMA
     */
    record MigrationRegion(VfioDeviceFd.Region region, boolean hasNdma) {
        /** The number in the proposal of December 2021, the next one after the last in the header. */
        private static final int VFIO_REGION_INFO_CAP_MIG_NDMA = 6;

        /** The maximum length of a capability list; a longer one is taken for a loop. */
        private static final int MAX_CAPABILITIES = 256;

        /** Searches the device-specific regions, which follow those of PCI. */
        static Optional<MigrationRegion> find(VfioDeviceFd device) throws VfioException {
            for (int index = VFIO_PCI_NUM_REGIONS; index < device.regionCount(); index++) {
                VfioDeviceFd.Region region = device.region(index);
                if (region.hasFlag(VFIO_REGION_INFO_FLAG_CAPS)) {
                    Optional<MigrationRegion> found = parse(region);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        /** Returns the migration region if this region is one; empty otherwise. */
        static Optional<MigrationRegion> parse(VfioDeviceFd.Region region) {
            boolean migration = false;
            boolean ndma = false;
            IoctlBuffer info = region.info();
            int at = (int) info.get(UapiStruct.Field.REGION_INFO_CAP_OFFSET);
            for (int count = 0;
                    at != 0 && count < MAX_CAPABILITIES && info.contains(UapiStruct.CAP_HEADER, at);
                    count++) {
                int id = (int) info.get(UapiStruct.Field.CAP_ID, at);
                migration |= id == VFIO_REGION_INFO_CAP_TYPE
                        && info.contains(UapiStruct.REGION_TYPE, at)
                        && info.get(UapiStruct.Field.REGION_TYPE_TYPE, at) == VFIO_REGION_TYPE_MIGRATION_DEPRECATED
                        && info.get(UapiStruct.Field.REGION_TYPE_SUBTYPE, at)
                                == VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED;
                ndma |= id == VFIO_REGION_INFO_CAP_MIG_NDMA;
                at = (int) info.get(UapiStruct.Field.CAP_NEXT, at);
            }
            return migration ? Optional.of(new MigrationRegion(region, ndma)) : Optional.empty();
        }
    }
}
