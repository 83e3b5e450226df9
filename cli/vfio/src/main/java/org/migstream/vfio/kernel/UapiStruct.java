// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

/**
 * The structures of the kernel's interface. The size is the one in the first kernel with the structure; later kernels
 * accept the shorter structure. Numbers have the byte order of the host.
 */
enum UapiStruct {
    GROUP_STATUS("vfio_group_status", 8),
    DEVICE_INFO("vfio_device_info", 16),
    REGION_INFO("vfio_region_info", 32),
    IRQ_INFO("vfio_irq_info", 16),
    IRQ_SET("vfio_irq_set", 20),
    CAP_HEADER("vfio_info_cap_header", 8),
    REGION_TYPE("vfio_region_info_cap_type", 16),
    FEATURE("vfio_device_feature", 8),
    MIGRATION("vfio_device_feature_migration", 8),
    MIG_STATE("vfio_device_feature_mig_state", 8),
    MIG_DATA_SIZE("vfio_device_feature_mig_data_size", 8),
    PRECOPY_INFO("vfio_precopy_info", 24),
    BIND_IOMMUFD("vfio_device_bind_iommufd", 16),
    ATTACH_IOMMUFD("vfio_device_attach_iommufd_pt", 12),
    IOAS_ALLOC("iommu_ioas_alloc", 12);

    private final String cName;
    private final int size;

    UapiStruct(String cName, int size) {
        this.cName = cName;
        this.size = size;
    }

    /** Returns the name in C. */
    String cName() {
        return cName;
    }

    /** Returns the size in bytes. */
    int size() {
        return size;
    }

    /** A member of a structure, which is a number. All members are unsigned, except file descriptors. */
    enum Member {
        GROUP_STATUS_FLAGS(GROUP_STATUS, "flags", 4, 4),
        DEVICE_INFO_FLAGS(DEVICE_INFO, "flags", 4, 4),
        DEVICE_INFO_NUM_REGIONS(DEVICE_INFO, "num_regions", 8, 4),
        REGION_INFO_FLAGS(REGION_INFO, "flags", 4, 4),
        REGION_INFO_INDEX(REGION_INFO, "index", 8, 4),
        REGION_INFO_CAP_OFFSET(REGION_INFO, "cap_offset", 12, 4),
        REGION_INFO_SIZE(REGION_INFO, "size", 16, 8),
        REGION_INFO_OFFSET(REGION_INFO, "offset", 24, 8),
        IRQ_INFO_INDEX(IRQ_INFO, "index", 8, 4),
        IRQ_INFO_COUNT(IRQ_INFO, "count", 12, 4),
        IRQ_SET_FLAGS(IRQ_SET, "flags", 4, 4),
        IRQ_SET_INDEX(IRQ_SET, "index", 8, 4),
        IRQ_SET_COUNT(IRQ_SET, "count", 16, 4),
        CAP_ID(CAP_HEADER, "id", 0, 2),
        CAP_NEXT(CAP_HEADER, "next", 4, 4),
        REGION_TYPE_TYPE(REGION_TYPE, "type", 8, 4),
        REGION_TYPE_SUBTYPE(REGION_TYPE, "subtype", 12, 4),
        FEATURE_FLAGS(FEATURE, "flags", 4, 4),
        MIGRATION_FLAGS(MIGRATION, "flags", 0, 8),
        MIG_STATE_DEVICE_STATE(MIG_STATE, "device_state", 0, 4),
        MIG_STATE_DATA_FD(MIG_STATE, "data_fd", 4, 4),
        MIG_DATA_SIZE_LENGTH(MIG_DATA_SIZE, "stop_copy_length", 0, 8),
        PRECOPY_INITIAL_BYTES(PRECOPY_INFO, "initial_bytes", 8, 8),
        PRECOPY_DIRTY_BYTES(PRECOPY_INFO, "dirty_bytes", 16, 8),
        BIND_FLAGS(BIND_IOMMUFD, "flags", 4, 4),
        BIND_IOMMUFD_FD(BIND_IOMMUFD, "iommufd", 8, 4),
        ATTACH_PT_ID(ATTACH_IOMMUFD, "pt_id", 8, 4),
        IOAS_ALLOC_ID(IOAS_ALLOC, "out_ioas_id", 8, 4);

        private final UapiStruct struct;
        private final String cName;
        private final int offset;
        private final int width;

        Member(UapiStruct struct, String cName, int offset, int width) {
            this.struct = struct;
            this.cName = cName;
            this.offset = offset;
            this.width = width;
        }

        UapiStruct struct() {
            return struct;
        }

        /** Returns the name in C. */
        String cName() {
            return cName;
        }

        /** Returns the offset in the structure in bytes. */
        int offset() {
            return offset;
        }

        /** Returns the width in bytes: 2, 4 or 8. */
        int width() {
            return width;
        }
    }
}
