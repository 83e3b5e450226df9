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

/** A VFIO device with the v1 migration uAPI, which is used by reading and writing its {@link MigrationRegion}. */
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
        /** The capability id of the NDMA proposal of December 2021. The ids in linux/vfio.h end at 5. */
        private static final int VFIO_REGION_INFO_CAP_MIG_NDMA = 6;

        /** The maximum number of capabilities to read; a longer list may be a loop. */
        private static final int MAX_CAPABILITIES = 256;

        /**
         * Searches the device-specific regions, which follow the regions of PCI. Returns empty if the device has no
         * migration region.
         */
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

        /** Returns this region as a migration region; empty if it does not have the capability of one. */
        static Optional<MigrationRegion> parse(VfioDeviceFd.Region region) {
            boolean isMigrationRegion = false;
            boolean hasNdma = false;
            IoctlBuffer info = region.info();
            int at = (int) info.get(UapiStruct.Member.REGION_INFO_CAP_OFFSET);
            for (int count = 0;
                    at != 0 && count < MAX_CAPABILITIES && info.contains(UapiStruct.CAP_HEADER, at);
                    count++) {
                int id = (int) info.get(UapiStruct.Member.CAP_ID, at);
                isMigrationRegion |= id == VFIO_REGION_INFO_CAP_TYPE
                        && info.contains(UapiStruct.REGION_TYPE, at)
                        && info.get(UapiStruct.Member.REGION_TYPE_TYPE, at) == VFIO_REGION_TYPE_MIGRATION_DEPRECATED
                        && info.get(UapiStruct.Member.REGION_TYPE_SUBTYPE, at)
                                == VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED;
                hasNdma |= id == VFIO_REGION_INFO_CAP_MIG_NDMA;
                at = (int) info.get(UapiStruct.Member.CAP_NEXT, at);
            }
            return isMigrationRegion ? Optional.of(new MigrationRegion(region, hasNdma)) : Optional.empty();
        }
    }
}
