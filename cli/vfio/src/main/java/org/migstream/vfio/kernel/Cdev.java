// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.IOMMU_IOAS_ALLOC;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_ATTACH_IOMMUFD_PT;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_BIND_FLAG_TOKEN;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_BIND_IOMMUFD;

import java.lang.ref.Reference;
import java.util.List;
import java.util.UUID;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.Host;
import org.migstream.vfio.host.HostDevice;

/** A device by its own file, {@code /dev/vfio/devices/vfioN}, which is bound to an iommufd before anything else is asked. */
final class Cdev {
    private static final String IOMMUFD = "/dev/iommu";

    /** The structure of Linux 7.2 and newer has this behind the older one. */
    private static final int TOKEN_POINTER = 16;

    private static final String WHY =
            "another process has it, or it is a virtual function and has to be given its token,"
                    + " vf-token=UUID, which kernels before 7.2 take for groups only";

    private Cdev() {}

    /** Whether this user may open one, and what it is bound to. */
    static boolean usable(Host host, String file) {
        return DeviceFiles.usable(host, file) && DeviceFiles.usable(host, IOMMUFD);
    }

    /**
     * Opens one.
     *
     * @param device whose file it is
     * @param token of a virtual function; null for none
     */
    static Holding open(HostDevice device, String file, UUID token) throws VfioException {
        Descriptor iommufd = DeviceFiles.open(device.host(), IOMMUFD);
        Descriptor opened = null;
        try {
            opened = DeviceFiles.open(device.host(), file);
            bind(device, file, opened, iommufd, token);
            Argument space = Argument.of(Struct.IOAS_ALLOC);
            iommufd.ioctl(IOMMU_IOAS_ALLOC, space, Answers.to("make an address space in " + IOMMUFD));
            Argument attach = Argument.of(Struct.ATTACH_IOMMUFD);
            attach.set(Struct.Field.ATTACH_PT_ID, space.get(Struct.Field.IOAS_ALLOC_ID));
            opened.ioctl(VFIO_DEVICE_ATTACH_IOMMUFD_PT, attach, Answers.to("attach " + file + " to an address space"));
            return new Holding(
                    DeviceFile.of(opened),
                    List.of(new OpenFile(OpenFile.Kind.IOMMUFD, iommufd.number())),
                    iommufd::close,
                    device.decoder().orElse(null),
                    null);
        } catch (VfioException e) {
            if (opened != null) {
                opened.close();
            }
            iommufd.close();
            throw e;
        }
    }

    private static void bind(HostDevice device, String file, Descriptor opened, Descriptor iommufd, UUID token)
            throws VfioException {
        Argument uuid = token == null ? null : Argument.of(token);
        Argument bind = Argument.of(Struct.BIND_IOMMUFD, TOKEN_POINTER + (token == null ? 0 : Long.BYTES));
        bind.set(Struct.Field.BIND_IOMMUFD_FD, iommufd.number());
        if (token != null) {
            bind.set(Struct.Field.BIND_FLAGS, VFIO_DEVICE_BIND_FLAG_TOKEN);
            bind.setPointer(TOKEN_POINTER, uuid);
        }
        String operation = "bind " + file + " to an iommufd";
        try {
            opened.ioctl(
                    VFIO_DEVICE_BIND_IOMMUFD,
                    bind,
                    Answers.to(operation)
                            .where(Errno.EACCES, "the token of this virtual function is another")
                            .where(Errno.EPERM, "a driver of the host has another device of its group"));
        } catch (VfioException e) {
            // Who has the device by its file makes this EINVAL, who has it by its group EBUSY.
            if (e.is(Errno.EINVAL)) {
                throw new VfioException(
                        operation,
                        Errno.EINVAL,
                        DeviceFiles.user(device.host(), file).orElse(WHY));
            }
            if (e.is(Errno.EBUSY)) {
                throw new VfioException(
                        operation,
                        Errno.EBUSY,
                        device.groupFile()
                                .flatMap(group -> DeviceFiles.user(device.host(), group))
                                .orElse(DeviceFiles.ANOTHER));
            }
            throw e;
        } finally {
            Reference.reachabilityFence(uuid);
        }
    }
}
