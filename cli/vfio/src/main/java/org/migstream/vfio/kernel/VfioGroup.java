// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_API_VERSION;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_CHECK_EXTENSION;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_GET_API_VERSION;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_GROUP_FLAGS_VIABLE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_GROUP_GET_DEVICE_FD;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_GROUP_GET_STATUS;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_GROUP_SET_CONTAINER;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_NOIOMMU_IOMMU;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_SET_IOMMU;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_TYPE1_IOMMU;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_TYPE1v2_IOMMU;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.kernel.VfioFileOpener.HolderSearch;

/**
 * An open IOMMU group and the container that it was added to. A group is a set of devices that the IOMMU cannot isolate
 * from each other. Only one process can open it, and only once, so all devices of the group share this object.
 */
final class VfioGroup implements Closeable {
    private static final String CONTAINER_PATH = "/dev/vfio/vfio";
    private static final Map<String, GroupSlot> SLOTS = new ConcurrentHashMap<>();

    private static final ErrnoMessages API_ERRORS = ErrnoMessages.of("ask " + CONTAINER_PATH + " for its API version");
    private static final ErrnoMessages STATUS_ERRORS = ErrnoMessages.of("ask for the status of the group");
    private static final ErrnoMessages IOMMU_ERRORS = ErrnoMessages.of("set the IOMMU type of the container");

    private final String file;
    private final NativeFileDescriptor container;
    private final NativeFileDescriptor group;

    private VfioGroup(String file, NativeFileDescriptor container, NativeFileDescriptor group) {
        this.file = file;
        this.container = container;
        this.group = group;
    }

    /**
     * Returns the group of a device. Opens it if this process does not have it open yet. The caller must call {@link
     * #close} once for each call.
     *
     * @param file the path of the group's file
     * @param holders is asked if another process has the group open
     */
    static VfioGroup acquire(HostDevice device, String file, HolderSearch holders) throws VfioException {
        GroupSlot slot = SLOTS.computeIfAbsent(file, path -> new GroupSlot());
        // Each group has its own lock, so that one whose opening takes long does not delay the others.
        synchronized (slot) {
            VfioGroup group = slot.group;
            if (group == null) {
                group = open(device, file, holders);
                slot.group = group;
            }
            slot.deviceCount++;
            return group;
        }
    }

    /** A group while this process has it open, and the number of its open devices. */
    private static final class GroupSlot {
        private @Nullable VfioGroup group;
        private int deviceCount;
    }

    private static VfioGroup open(HostDevice device, String file, HolderSearch holders) throws VfioException {
        NativeFileDescriptor container = VfioFileOpener.open(CONTAINER_PATH, holders);
        NativeFileDescriptor group = null;
        try {
            if (container.ioctl(VFIO_GET_API_VERSION, 0, API_ERRORS) != VFIO_API_VERSION) {
                throw API_ERRORS.toException("the version is not " + VFIO_API_VERSION + ", the only supported one");
            }
            group = VfioFileOpener.open(file, holders);
            requireViable(device, group, file);
            group.ioctl(
                    VFIO_GROUP_SET_CONTAINER,
                    IoctlBuffer.of(container.fd()),
                    ErrnoMessages.of("add " + file + " to a container"));
            container.ioctl(
                    VFIO_SET_IOMMU,
                    iommuType(container),
                    IOMMU_ERRORS.with(
                            Errno.ENODEV, "the IOMMU driver is not loaded; load it with modprobe vfio_iommu_type1"));
            return new VfioGroup(file, container, group);
        } catch (VfioException e) {
            if (group != null) {
                group.close();
            }
            container.close();
            throw e;
        }
    }

    private static void requireViable(HostDevice device, NativeFileDescriptor group, String file) throws VfioException {
        IoctlBuffer status = IoctlBuffer.of(UapiStruct.GROUP_STATUS);
        group.ioctl(VFIO_GROUP_GET_STATUS, status, STATUS_ERRORS);
        if ((status.get(UapiStruct.Member.GROUP_STATUS_FLAGS) & VFIO_GROUP_FLAGS_VIABLE) == 0) {
            String others = device.otherGroupDevices().stream()
                    .filter(other -> !other.hasVfioDriver())
                    .flatMap(other -> other.driver().map(driver -> other.address() + " (" + driver + ")").stream())
                    .collect(Collectors.joining(", "));
            throw new VfioException(
                    "open " + file,
                    "other devices of the group are bound to drivers of the host; unbind them first"
                            + (others.isEmpty() ? "" : ": " + others));
        }
    }

    private static int iommuType(NativeFileDescriptor container) throws VfioException {
        for (int type : new int[] {VFIO_TYPE1v2_IOMMU, VFIO_TYPE1_IOMMU, VFIO_NOIOMMU_IOMMU}) {
            if (container.ioctl(VFIO_CHECK_EXTENSION, type, IOMMU_ERRORS) > 0) {
                return type;
            }
        }
        throw IOMMU_ERRORS.toException("the kernel offers no supported type; load one with modprobe vfio_iommu_type1");
    }

    /**
     * Calls VFIO_GROUP_GET_DEVICE_FD.
     *
     * @param group the descriptor of a group, possibly copied from another process
     * @param token the token of a virtual function; null for no token
     */
    static NativeFileDescriptor openDevice(NativeFileDescriptor group, HostDevice device, @Nullable UUID token)
            throws VfioException {
        String address = device.address();
        ErrnoMessages errors = ErrnoMessages.of("open " + address)
                .with(Errno.ENODEV, "the device is no longer in its group")
                .with(Errno.EPERM, "without an IOMMU this needs CAP_SYS_RAWIO");
        for (Errno errno : List.of(Errno.EACCES, Errno.EINVAL)) {
            errors = errors.with(
                    errno, VfTokenMessages.explain(device, token, errno).orElse("see the kernel log for the cause"));
        }
        String name = token == null ? address : address + " vf_token=" + token;
        return NativeFileDescriptor.of(group.ioctl(VFIO_GROUP_GET_DEVICE_FD, IoctlBuffer.of(name), errors));
    }

    NativeFileDescriptor openDevice(HostDevice device, @Nullable UUID token) throws VfioException {
        return openDevice(group, device, token);
    }

    /** Returns the files of the group and its container. */
    List<OpenFile> files() {
        return List.of(
                new OpenFile(OpenFile.Kind.GROUP, group.fd()), new OpenFile(OpenFile.Kind.CONTAINER, container.fd()));
    }

    @Override
    public void close() {
        GroupSlot slot = Objects.requireNonNull(SLOTS.get(file));
        synchronized (slot) {
            slot.deviceCount--;
            if (slot.deviceCount == 0) {
                slot.group = null;
                group.close();
                container.close();
            }
        }
    }
}
