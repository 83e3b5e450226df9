// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.IOMMU_IOAS_ALLOC;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_ATTACH_IOMMUFD_PT;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_BIND_FLAG_TOKEN;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_BIND_IOMMUFD;

import java.lang.ref.Reference;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;
import org.migstream.vfio.kernel.VfioFileOpener.HolderSearch;

/**
 * Opens a device by its cdev, {@code /dev/vfio/devices/vfioN}, or {@code .../noiommu-vfioN} without an IOMMU. The device
 * must be bound to an iommufd before any other call.
 */
final class CdevOpener {
    /** The file of iommufd, which a device that is opened by its cdev needs. */
    static final String IOMMUFD_PATH = "/dev/iommu";

    /**
     * The offset of the token pointer in vfio_device_bind_iommufd of Linux 7.2 and newer. Older structures end before
     * it.
     */
    private static final int TOKEN_POINTER_OFFSET = 16;

    private static final String BIND_EINVAL =
            "another process may have the device open; see the kernel log for the cause";
    private static final String BIND_EINVAL_WITH_TOKEN =
            "another process may have the device open, or the kernel is older than 7.2 and accepts a token only with a"
                    + " group";

    private CdevOpener() {}

    /**
     * Opens a device, binds it to a new iommufd and attaches it to a new address space.
     *
     * @param file the path of the cdev
     * @param token the token of a virtual function; null for no token
     * @param holders is asked if another process has the device open
     */
    static OpenHandles open(HostDevice device, String file, @Nullable UUID token, HolderSearch holders)
            throws VfioException {
        NativeFileDescriptor iommufd = VfioFileOpener.open(IOMMUFD_PATH, holders);
        NativeFileDescriptor opened = null;
        try {
            opened = VfioFileOpener.open(file, holders);
            bind(device, file, opened, iommufd, token, holders);
            IoctlBuffer ioas = IoctlBuffer.of(UapiStruct.IOAS_ALLOC);
            iommufd.ioctl(IOMMU_IOAS_ALLOC, ioas, ErrnoMessages.of("create an address space in " + IOMMUFD_PATH));
            IoctlBuffer attach = IoctlBuffer.of(UapiStruct.ATTACH_IOMMUFD);
            attach.set(UapiStruct.Member.ATTACH_PT_ID, ioas.get(UapiStruct.Member.IOAS_ALLOC_ID));
            opened.ioctl(
                    VFIO_DEVICE_ATTACH_IOMMUFD_PT, attach, ErrnoMessages.of("attach " + file + " to an address space"));
            return new OpenHandles(
                    VfioDeviceFd.of(opened),
                    List.of(new OpenFile(OpenFile.Kind.IOMMUFD, iommufd.fd())),
                    iommufd::close,
                    device.driver().orElse(null),
                    null,
                    device.useAfterOpen(),
                    true);
        } catch (VfioException e) {
            if (opened != null) {
                opened.close();
            }
            iommufd.close();
            throw e;
        }
    }

    private static void bind(
            HostDevice device,
            String file,
            NativeFileDescriptor opened,
            NativeFileDescriptor iommufd,
            @Nullable UUID token,
            HolderSearch holders)
            throws VfioException {
        IoctlBuffer uuid = token == null ? null : IoctlBuffer.of(token);
        IoctlBuffer bind =
                IoctlBuffer.of(UapiStruct.BIND_IOMMUFD, TOKEN_POINTER_OFFSET + (token == null ? 0 : Long.BYTES));
        bind.set(UapiStruct.Member.BIND_IOMMUFD_FD, iommufd.fd());
        if (uuid != null) {
            bind.set(UapiStruct.Member.BIND_FLAGS, VFIO_DEVICE_BIND_FLAG_TOKEN);
            bind.setPointer(TOKEN_POINTER_OFFSET, uuid);
        }
        String operation = "bind " + file + " to an iommufd";
        try {
            opened.ioctl(
                    VFIO_DEVICE_BIND_IOMMUFD,
                    bind,
                    ErrnoMessages.of(operation)
                            .with(
                                    Errno.EACCES,
                                    VfTokenMessages.explain(device, token, Errno.EACCES)
                                            .orElse("see the kernel log for the cause"))
                            .with(
                                    Errno.EPERM,
                                    file.startsWith(HostDevice.CDEV_DIRECTORY + HostDevice.NOIOMMU_PREFIX)
                                            ? VfioFileOpener.NOIOMMU_EPERM
                                            : "another device of its IOMMU group is bound to a driver of the host"));
        } catch (VfioException e) {
            // EINVAL: another process has the cdev open. EBUSY: another process has the group open.
            if (e.hasErrno(Errno.EINVAL)) {
                throw new VfioException(
                        operation,
                        Errno.EINVAL,
                        holders.find(file)
                                .or(() -> VfTokenMessages.explain(device, token, Errno.EINVAL))
                                .orElse(token == null ? BIND_EINVAL : BIND_EINVAL_WITH_TOKEN));
            }
            if (e.hasErrno(Errno.EBUSY)) {
                throw new VfioException(
                        operation,
                        Errno.EBUSY,
                        device.groupFile().flatMap(holders::find).orElse(VfioFileOpener.HELD_BY_UNKNOWN_PROCESS));
            }
            throw e;
        } finally {
            Reference.reachabilityFence(uuid);
        }
    }
}
