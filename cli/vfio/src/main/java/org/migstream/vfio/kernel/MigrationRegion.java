// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_PCI_NUM_REGIONS;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_INFO_CAP_TYPE;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_INFO_FLAG_CAPS;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_TYPE_MIGRATION_DEPRECATED;

import java.util.Optional;
import org.migstream.vfio.VfioException;

/**
 * The region of v1, which is known by a capability: type 3, subtype 1.
 *
 * @param region the region
 * @param ndma whether it has VFIO_REGION_INFO_CAP_MIG_NDMA
 */
record MigrationRegion(DeviceFile.Region region, boolean ndma) {
    /** The proposal of December 2021 gave it the number behind the last one in the header. */
    private static final int VFIO_REGION_INFO_CAP_MIG_NDMA = 6;

    /** What a list of capabilities can have at most, or it goes round in circles. */
    private static final int MOST_CAPABILITIES = 256;

    /** Looks for it among the regions behind those of PCI. */
    static Optional<MigrationRegion> find(DeviceFile device) throws VfioException {
        for (int index = VFIO_PCI_NUM_REGIONS; index < device.regions(); index++) {
            DeviceFile.Region region = device.region(index);
            if (region.is(VFIO_REGION_INFO_FLAG_CAPS)) {
                Optional<MigrationRegion> found = of(region);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** A region, if it is the one. */
    static Optional<MigrationRegion> of(DeviceFile.Region region) {
        boolean migration = false;
        boolean ndma = false;
        Argument info = region.info();
        int at = (int) info.get(Struct.Field.REGION_INFO_CAP_OFFSET);
        for (int count = 0; at != 0 && count < MOST_CAPABILITIES && info.has(Struct.CAP_HEADER, at); count++) {
            int id = (int) info.get(Struct.Field.CAP_ID, at);
            migration |= id == VFIO_REGION_INFO_CAP_TYPE
                    && info.has(Struct.REGION_TYPE, at)
                    && info.get(Struct.Field.REGION_TYPE_TYPE, at) == VFIO_REGION_TYPE_MIGRATION_DEPRECATED
                    && info.get(Struct.Field.REGION_TYPE_SUBTYPE, at) == VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED;
            ndma |= id == VFIO_REGION_INFO_CAP_MIG_NDMA;
            at = (int) info.get(Struct.Field.CAP_NEXT, at);
        }
        return migration ? Optional.of(new MigrationRegion(region, ndma)) : Optional.empty();
    }
}
