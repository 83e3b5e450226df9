// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_API_VERSION;
import static org.migstream.vfio.kernel.Uapi.VFIO_CHECK_EXTENSION;
import static org.migstream.vfio.kernel.Uapi.VFIO_GET_API_VERSION;
import static org.migstream.vfio.kernel.Uapi.VFIO_GROUP_FLAGS_VIABLE;
import static org.migstream.vfio.kernel.Uapi.VFIO_GROUP_GET_DEVICE_FD;
import static org.migstream.vfio.kernel.Uapi.VFIO_GROUP_GET_STATUS;
import static org.migstream.vfio.kernel.Uapi.VFIO_GROUP_SET_CONTAINER;
import static org.migstream.vfio.kernel.Uapi.VFIO_NOIOMMU_IOMMU;
import static org.migstream.vfio.kernel.Uapi.VFIO_SET_IOMMU;
import static org.migstream.vfio.kernel.Uapi.VFIO_TYPE1_IOMMU;
import static org.migstream.vfio.kernel.Uapi.VFIO_TYPE1v2_IOMMU;

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
final class Group implements Closeable {
    private static final String CONTAINER = "/dev/vfio/vfio";
    private static final Map<String, Group> OPEN = new HashMap<>();

    private static final Answers API = Answers.to("ask " + CONTAINER + " for its version");
    private static final Answers STATUS = Answers.to("ask for the status of the group");
    private static final Answers IOMMU = Answers.to("give the container an IOMMU");

    private final String file;
    private final Descriptor container;
    private final Descriptor group;
    private int users;

    private Group(String file, Descriptor container, Descriptor group) {
        this.file = file;
        this.container = container;
        this.group = group;
    }

    /**
     * Opens the group of a device, or takes part in it.
     *
     * @param file of the group
     */
    static Group of(HostDevice device, String file) throws VfioException {
        synchronized (OPEN) {
            Group group = OPEN.get(file);
            if (group == null) {
                group = open(device, file);
                OPEN.put(file, group);
            }
            group.users++;
            return group;
        }
    }

    private static Group open(HostDevice device, String file) throws VfioException {
        Descriptor container = DeviceFiles.open(device.host(), CONTAINER);
        Descriptor group = null;
        try {
            if (container.ioctl(VFIO_GET_API_VERSION, 0, API) != VFIO_API_VERSION) {
                throw API.failure("it is not " + VFIO_API_VERSION + ", the only one that this knows");
            }
            group = DeviceFiles.open(device.host(), file);
            requireViable(device, group, file);
            group.ioctl(
                    VFIO_GROUP_SET_CONTAINER,
                    Argument.of(container.number()),
                    Answers.to("put " + file + " into a container"));
            container.ioctl(
                    VFIO_SET_IOMMU,
                    iommu(container),
                    IOMMU.where(Errno.ENODEV, "no driver for it is loaded: modprobe vfio_iommu_type1"));
            return new Group(file, container, group);
        } catch (VfioException e) {
            if (group != null) {
                group.close();
            }
            container.close();
            throw e;
        }
    }

    private static void requireViable(HostDevice device, Descriptor group, String file) throws VfioException {
        Argument status = Argument.of(Struct.GROUP_STATUS);
        group.ioctl(VFIO_GROUP_GET_STATUS, status, STATUS);
        if ((status.get(Struct.Field.GROUP_STATUS_FLAGS) & VFIO_GROUP_FLAGS_VIABLE) == 0) {
            String others = device.neighbours().stream()
                    .filter(other -> !other.isVfio())
                    .flatMap(other -> other.driver().map(driver -> other.address() + " (" + driver + ")").stream())
                    .collect(Collectors.joining(", "));
            throw new VfioException(
                    "open " + file,
                    "the group has devices with drivers of the host, and must not be used beside them"
                            + (others.isEmpty() ? "" : ": " + others));
        }
    }

    private static int iommu(Descriptor container) throws VfioException {
        for (int type : new int[] {VFIO_TYPE1v2_IOMMU, VFIO_TYPE1_IOMMU, VFIO_NOIOMMU_IOMMU}) {
            if (container.ioctl(VFIO_CHECK_EXTENSION, type, IOMMU) > 0) {
                return type;
            }
        }
        throw IOMMU.failure("the kernel offers no type that this knows: modprobe vfio_iommu_type1");
    }

    /** VFIO_GROUP_GET_DEVICE_FD of this or of somebody else's group. */
    static Descriptor device(Descriptor group, String address, UUID token) throws VfioException {
        Answers answers = Answers.to("open " + address)
                .where(Errno.ENODEV, "it is not in its group any more")
                .where(
                        Errno.EACCES,
                        "it is a virtual function of a device that another program has: the token that this one gave"
                                + " it is another, write vfio:" + address + ",vf-token=UUID")
                .where(
                        Errno.EINVAL,
                        token == null
                                ? "if it is a virtual function of a device that another program has, give its token: vfio:"
                                        + address + ",vf-token=UUID; otherwise the kernel log may tell why"
                                : "the kernel log may tell why")
                .where(Errno.EPERM, "without an IOMMU this takes CAP_SYS_RAWIO");
        String name = token == null ? address : address + " vf_token=" + token;
        return Descriptor.of(group.ioctl(VFIO_GROUP_GET_DEVICE_FD, Argument.of(name), answers));
    }

    Descriptor device(String address, UUID token) throws VfioException {
        return device(group, address, token);
    }

    /** Those that make up the group. */
    List<OpenFile> files() {
        return List.of(
                new OpenFile(OpenFile.Kind.GROUP, group.number()),
                new OpenFile(OpenFile.Kind.CONTAINER, container.number()));
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(file);
                group.close();
                container.close();
            }
        }
    }
}
