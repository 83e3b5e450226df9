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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;

/**
 * The devices that one IOMMU cannot tell apart, and the container that they are put in. A group is opened once by one
 * process; whoever uses several of its devices shares it.
 */
final class VfioGroup implements Closeable {
    private static final String CONTAINER_PATH = "/dev/vfio/vfio";
    private static final Map<String, VfioGroup> OPEN_GROUPS = new HashMap<>();

    private static final ErrnoMessages API_ERRORS = ErrnoMessages.of("ask " + CONTAINER_PATH + " for its version");
    private static final ErrnoMessages STATUS_ERRORS = ErrnoMessages.of("ask for the status of the group");
    private static final ErrnoMessages IOMMU_ERRORS = ErrnoMessages.of("give the container an IOMMU");

    private final String file;
    private final NativeFileDescriptor container;
    private final NativeFileDescriptor group;
    private int referenceCount;

    private VfioGroup(String file, NativeFileDescriptor container, NativeFileDescriptor group) {
        this.file = file;
        this.container = container;
        this.group = group;
    }

    /**
     * Opens the group of a device, or takes part in it.
     *
     * @param file of the group
     */
    static VfioGroup acquire(HostDevice device, String file) throws VfioException {
        synchronized (OPEN_GROUPS) {
            VfioGroup group = OPEN_GROUPS.get(file);
            if (group == null) {
                group = open(device, file);
                OPEN_GROUPS.put(file, group);
            }
            group.referenceCount++;
            return group;
        }
    }

    private static VfioGroup open(HostDevice device, String file) throws VfioException {
        NativeFileDescriptor container = VfioFileOpener.open(device.host(), CONTAINER_PATH);
        NativeFileDescriptor group = null;
        try {
            if (container.ioctl(VFIO_GET_API_VERSION, 0, API_ERRORS) != VFIO_API_VERSION) {
                throw API_ERRORS.toException("it is not " + VFIO_API_VERSION + ", the only one that this knows");
            }
            group = VfioFileOpener.open(device.host(), file);
            requireViable(device, group, file);
            group.ioctl(
                    VFIO_GROUP_SET_CONTAINER,
                    IoctlBuffer.of(container.fd()),
                    ErrnoMessages.of("put " + file + " into a container"));
            container.ioctl(
                    VFIO_SET_IOMMU,
                    iommuType(container),
                    IOMMU_ERRORS.with(Errno.ENODEV, "no driver for it is loaded: modprobe vfio_iommu_type1"));
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
        if ((status.get(UapiStruct.Field.GROUP_STATUS_FLAGS) & VFIO_GROUP_FLAGS_VIABLE) == 0) {
            String others = device.otherGroupDevices().stream()
                    .filter(other -> !other.hasVfioDriver())
                    .flatMap(other -> other.driver().map(driver -> other.address() + " (" + driver + ")").stream())
                    .collect(Collectors.joining(", "));
            throw new VfioException(
                    "open " + file,
                    "the group has devices with drivers of the host, and must not be used beside them"
                            + (others.isEmpty() ? "" : ": " + others));
        }
    }

    private static int iommuType(NativeFileDescriptor container) throws VfioException {
        for (int type : new int[] {VFIO_TYPE1v2_IOMMU, VFIO_TYPE1_IOMMU, VFIO_NOIOMMU_IOMMU}) {
            if (container.ioctl(VFIO_CHECK_EXTENSION, type, IOMMU_ERRORS) > 0) {
                return type;
            }
        }
        throw IOMMU_ERRORS.toException("the kernel offers no type that this knows: modprobe vfio_iommu_type1");
    }

    /** VFIO_GROUP_GET_DEVICE_FD of this or of somebody else's group. */
    static NativeFileDescriptor openDevice(NativeFileDescriptor group, String address, UUID token)
            throws VfioException {
        ErrnoMessages answers = ErrnoMessages.of("open " + address)
                .with(Errno.ENODEV, "it is not in its group any more")
                .with(
                        Errno.EACCES,
                        "it is a virtual function of a device that another program has: the token that this one gave"
                                + " it is another, write vfio:" + address + ",vf-token=UUID")
                .with(
                        Errno.EINVAL,
                        token == null
                                ? "if it is a virtual function of a device that another program has, give its token: vfio:"
                                        + address + ",vf-token=UUID; otherwise the kernel log may tell why"
                                : "the kernel log may tell why")
                .with(Errno.EPERM, "without an IOMMU this takes CAP_SYS_RAWIO");
        String name = token == null ? address : address + " vf_token=" + token;
        return NativeFileDescriptor.of(group.ioctl(VFIO_GROUP_GET_DEVICE_FD, IoctlBuffer.of(name), answers));
    }

    NativeFileDescriptor openDevice(String address, UUID token) throws VfioException {
        return openDevice(group, address, token);
    }

    /** Those that make up the group. */
    List<OpenFile> files() {
        return List.of(
                new OpenFile(OpenFile.Kind.GROUP, group.fd()), new OpenFile(OpenFile.Kind.CONTAINER, container.fd()));
    }

    @Override
    public void close() {
        synchronized (OPEN_GROUPS) {
            referenceCount--;
            if (referenceCount == 0) {
                OPEN_GROUPS.remove(file);
                group.close();
                container.close();
            }
        }
    }
}
