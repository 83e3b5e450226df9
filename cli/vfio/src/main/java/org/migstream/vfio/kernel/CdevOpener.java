// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.IOMMU_IOAS_ALLOC;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_ATTACH_IOMMUFD_PT;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_BIND_FLAG_TOKEN;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_BIND_IOMMUFD;

import java.lang.ref.Reference;
import java.util.List;
import java.util.UUID;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.LinuxHost;

/** A device by its own file, {@code /dev/vfio/devices/vfioN}, which is bound to an iommufd before anything else is asked. */
final class CdevOpener {
    private static final String IOMMUFD_PATH = "/dev/iommu";

    /** The structure of Linux 7.2 and newer has this behind the older one. */
    private static final int TOKEN_POINTER_OFFSET = 16;

    private static final String BIND_EINVAL_MESSAGE =
            "another process has it, or it is a virtual function and has to be given its token,"
                    + " vf-token=UUID, which kernels before 7.2 take for groups only";

    private CdevOpener() {}

    /** Whether this user may open one, and what it is bound to. */
    static boolean isAccessible(LinuxHost host, String file) {
        return VfioFileOpener.isAccessible(host, file) && VfioFileOpener.isAccessible(host, IOMMUFD_PATH);
    }

    /**
     * Opens one.
     *
     * @param device whose file it is
     * @param token of a virtual function; null for none
     */
    static OpenHandles open(HostDevice device, String file, UUID token) throws VfioException {
        NativeFileDescriptor iommufd = VfioFileOpener.open(device.host(), IOMMUFD_PATH);
        NativeFileDescriptor opened = null;
        try {
            opened = VfioFileOpener.open(device.host(), file);
            bind(device, file, opened, iommufd, token);
            IoctlBuffer space = IoctlBuffer.of(UapiStruct.IOAS_ALLOC);
            iommufd.ioctl(IOMMU_IOAS_ALLOC, space, ErrnoMessages.of("make an address space in " + IOMMUFD_PATH));
            IoctlBuffer attach = IoctlBuffer.of(UapiStruct.ATTACH_IOMMUFD);
            attach.set(UapiStruct.Field.ATTACH_PT_ID, space.get(UapiStruct.Field.IOAS_ALLOC_ID));
            opened.ioctl(
                    VFIO_DEVICE_ATTACH_IOMMUFD_PT, attach, ErrnoMessages.of("attach " + file + " to an address space"));
            return new OpenHandles(
                    VfioDeviceFd.of(opened),
                    List.of(new OpenFile(OpenFile.Kind.IOMMUFD, iommufd.fd())),
                    iommufd::close,
                    device.decoderName().orElse(null),
                    null);
        } catch (VfioException e) {
            if (opened != null) {
                opened.close();
            }
            iommufd.close();
            throw e;
        }
    }

    private static void bind(
            HostDevice device, String file, NativeFileDescriptor opened, NativeFileDescriptor iommufd, UUID token)
            throws VfioException {
        IoctlBuffer uuid = token == null ? null : IoctlBuffer.of(token);
        IoctlBuffer bind =
                IoctlBuffer.of(UapiStruct.BIND_IOMMUFD, TOKEN_POINTER_OFFSET + (token == null ? 0 : Long.BYTES));
        bind.set(UapiStruct.Field.BIND_IOMMUFD_FD, iommufd.fd());
        if (token != null) {
            bind.set(UapiStruct.Field.BIND_FLAGS, VFIO_DEVICE_BIND_FLAG_TOKEN);
            bind.setPointer(TOKEN_POINTER_OFFSET, uuid);
        }
        String operation = "bind " + file + " to an iommufd";
        try {
            opened.ioctl(
                    VFIO_DEVICE_BIND_IOMMUFD,
                    bind,
                    ErrnoMessages.of(operation)
                            .with(Errno.EACCES, "the token of this virtual function is another")
                            .with(Errno.EPERM, "a driver of the host has another device of its group"));
        } catch (VfioException e) {
            // Who has the device by its file makes this EINVAL, who has it by its group EBUSY.
            if (e.hasErrno(Errno.EINVAL)) {
                throw new VfioException(
                        operation,
                        Errno.EINVAL,
                        VfioFileOpener.describeHolder(device.host(), file).orElse(BIND_EINVAL_MESSAGE));
            }
            if (e.hasErrno(Errno.EBUSY)) {
                throw new VfioException(
                        operation,
                        Errno.EBUSY,
                        device.groupFile()
                                .flatMap(group -> VfioFileOpener.describeHolder(device.host(), group))
                                .orElse(VfioFileOpener.HELD_BY_UNKNOWN_PROCESS));
            }
            throw e;
        } finally {
            Reference.reachabilityFence(uuid);
        }
    }
}
