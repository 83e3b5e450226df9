// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

/**
 * The constants of the kernel's interface, with their names in uapi/linux/vfio.h and uapi/linux/iommufd.h. A test
 * compares them with the table {@code vfio-abi.txt}; a C program of {@code cli/src/vm/abi} compares that table with the
 * headers.
 */
final class UapiConstants {
    /** The bit for "no direction" in {@code _IO}. It is 0 on most architectures. */
    private static final int IOC_NONE = System.getProperty("os.arch").matches("(ppc|mips|sparc|alpha).*") ? 1 << 29 : 0;

    static final int VFIO_GET_API_VERSION = vfioIo(0);
    static final int VFIO_CHECK_EXTENSION = vfioIo(1);
    static final int VFIO_SET_IOMMU = vfioIo(2);
    static final int VFIO_GROUP_GET_STATUS = vfioIo(3);
    static final int VFIO_GROUP_SET_CONTAINER = vfioIo(4);
    static final int VFIO_GROUP_GET_DEVICE_FD = vfioIo(6);
    static final int VFIO_DEVICE_GET_INFO = vfioIo(7);
    static final int VFIO_DEVICE_GET_REGION_INFO = vfioIo(8);
    static final int VFIO_DEVICE_GET_IRQ_INFO = vfioIo(9);
    static final int VFIO_DEVICE_SET_IRQS = vfioIo(10);
    static final int VFIO_DEVICE_RESET = vfioIo(11);
    static final int VFIO_DEVICE_FEATURE = vfioIo(17);
    static final int VFIO_DEVICE_BIND_IOMMUFD = vfioIo(18);
    static final int VFIO_DEVICE_ATTACH_IOMMUFD_PT = vfioIo(19);
    static final int VFIO_MIG_GET_PRECOPY_INFO = vfioIo(21);
    static final int IOMMU_IOAS_ALLOC = io(0x81);

    static final int VFIO_API_VERSION = 0;
    static final int VFIO_TYPE1_IOMMU = 1;
    static final int VFIO_TYPE1v2_IOMMU = 3;
    static final int VFIO_NOIOMMU_IOMMU = 8;
    static final int VFIO_GROUP_FLAGS_VIABLE = 1;
    static final int VFIO_DEVICE_FLAGS_RESET = 1;
    static final int VFIO_DEVICE_FLAGS_PCI = 1 << 1;
    static final int VFIO_PCI_ROM_REGION_INDEX = 6;
    static final int VFIO_PCI_CONFIG_REGION_INDEX = 7;
    static final int VFIO_PCI_NUM_REGIONS = 9;
    static final int VFIO_PCI_REQ_IRQ_INDEX = 4;
    static final int VFIO_IRQ_SET_DATA_EVENTFD = 1 << 2;
    static final int VFIO_IRQ_SET_ACTION_TRIGGER = 1 << 5;
    static final int VFIO_REGION_INFO_FLAG_READ = 1;
    static final int VFIO_REGION_INFO_FLAG_WRITE = 1 << 1;
    static final int VFIO_REGION_INFO_FLAG_CAPS = 1 << 3;
    static final int VFIO_REGION_INFO_CAP_TYPE = 2;
    /** Without the suffix _DEPRECATED up to Linux 5.17. Linux 5.18 removed v1 and renamed the constant. */
    static final int VFIO_REGION_TYPE_MIGRATION_DEPRECATED = 3;

    static final int VFIO_REGION_SUBTYPE_MIGRATION_DEPRECATED = 1;
    static final int VFIO_DEVICE_FEATURE_GET = 1 << 16;
    static final int VFIO_DEVICE_FEATURE_SET = 1 << 17;
    static final int VFIO_DEVICE_FEATURE_PROBE = 1 << 18;
    static final int VFIO_DEVICE_FEATURE_MIGRATION = 1;
    static final int VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE = 2;
    static final int VFIO_DEVICE_FEATURE_MIG_DATA_SIZE = 9;
    static final int VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2 = 12;
    static final int VFIO_DEVICE_BIND_FLAG_TOKEN = 1;

    private UapiConstants() {}

    private static int vfioIo(int number) {
        return io(100 + number);
    }

    /** Returns {@code _IO(';', number)}. */
    private static int io(int number) {
        return IOC_NONE | ';' << Byte.SIZE | number;
    }
}
