// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel's VFIO devices, called through JNA. Start with {@link org.migstream.vfio.kernel.KernelDeviceOpener}. No
 * other package uses JNA, and it is loaded only when a device is opened.
 *
 * <pre>
 *   KernelDeviceOpener.open(name)
 *     vfio:ADDRESS  --&gt; VfioGroup      /dev/vfio/vfio, /dev/vfio/25     a container, Linux 3.6 and newer
 *                   --&gt; CdevOpener     /dev/vfio/devices/vfio3          an iommufd, Linux 6.6 and newer; preferred
 *                                          /dev/vfio/devices/noiommu-vfio3  without an IOMMU, Linux 7.3 and newer
 *     ...@pid=N     --&gt; PidfdBorrower  a file of another process        never reset, never resumed
 *     fd:N          --&gt;                an inherited file
 *                          |
 *                       OpenHandles: VfioDeviceFd and the files that must stay open with it
 *                          |
 *            has the migration feature     has a region of type 3, subtype 1
 *                   KernelV2Device                 KernelV1Device
 *                                                 MigrationRegion
 *
 *   DeviceRequestWatch    waits for the kernel's request to close a device that this process has opened
 *   HandoverSocket        sends the files of OpenHandles to another process, which takes over the device
 *
 *   NativeFileDescriptor  read, write, ioctl of one file       Libc                      the C functions
 *   ErrnoMessages         the meaning of an errno              UapiConstants, UapiStruct, IoctlBuffer
 *                                                              the kernel's constants and structures
 * </pre>
 *
 * <p>Data are passed in direct buffers without a copy. A call that a signal interrupted is repeated.
 *
 * <p>A borrowed device belongs to another process. It can be saved, and must be returned to the state in which it was
 * found. This package refuses operations that lose the state of a borrowed device. It does not enable reports of new
 * initial data for a borrowed device, because the other process would get them, too.
 *
 * <p>A device has one eventfd for the requests of the kernel; a second registration replaces the first. So this package
 * registers only for devices that it has opened, never for a borrowed or an inherited one.
 *
 * <p>No memory is mapped for DMA, because saving and restoring need none. When a device runs after a restore, the IOMMU
 * blocks all its DMA until the user of the device maps memory.
 *
 * <p>A device can migrate only if VFIO_DEVICE_FEATURE_MIGRATION says so. Other features do not show this, such as
 * VFIO_DEVICE_FEATURE_ZPCI_ERROR (13), which Linux 7.3 added for PCI functions of s390.
 *
 * <p>Sources: uapi/linux/vfio.h, uapi/linux/iommufd.h, drivers/vfio of Linux 5.10 to 7.3-rc7; VFIO_REGION_INFO_CAP_MIG_NDMA
 * as proposed on kvm@vger.kernel.org on 9 December 2021.
 */
@NullMarked
package org.migstream.vfio.kernel;

import org.jspecify.annotations.NullMarked;
