// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel's VFIO devices, called through JNA. Start with {@link org.migstream.vfio.kernel.KernelDeviceOpener}. No other
 * package uses JNA, and it is loaded only when a device is opened.
 *
 * <pre>
 *   KernelDeviceOpener.open(name)
 *     vfio:ADDRESS  --&gt; VfioGroup      /dev/vfio/vfio, /dev/vfio/25     a container, Linux 3.6 and newer
 *                   --&gt; CdevOpener     /dev/vfio/devices/vfio3          an iommufd, Linux 6.6 and newer; preferred
 *     ...@pid=N     --&gt; PidfdBorrower  a file of another process        never reset, never resumed
 *     fd:N          --&gt;                an inherited file
 *                          |
 *                       OpenHandles: VfioDeviceFd and the files that must stay open with it
 *                          |
 *            has the migration feature     has a region of type 3, subtype 1
 *                   KernelV2Device                 KernelV1Device
 *                                                 MigrationRegion
 *
 *   HandoverSocket        sends the files of OpenHandles to another process, which then has the device
 *
 *   NativeFileDescriptor  read, write, ioctl of one file       Libc                      the C functions
 *   ErrnoMessages         the meaning of an errno              UapiConstants, UapiStruct, IoctlBuffer
 *                                                              the kernel's constants and structures
 * </pre>
 *
 * <p>Data are passed in direct buffers without a copy. A call that a signal interrupted is repeated.
 *
 * <p>A borrowed device belongs to another process. It can be saved, and must be returned to the state in which it was found.
 * Operations that lose its state are refused here. Reports of new initial data are not enabled, because its process would
 * get them, too.
 *
 * <p>No DMA is mapped: the container or address space of a device maps no memory. Saving and restoring needs none. A device
 * that runs after a restore has an IOMMU that blocks all DMA until its user maps memory.
 *
 * <p>Sources: uapi/linux/vfio.h, uapi/linux/iommufd.h, drivers/vfio of Linux 5.10 to 7.2; VFIO_REGION_INFO_CAP_MIG_NDMA as
 * proposed on kvm@vger.kernel.org on 9 December 2021.
 */
@NullMarked
package org.migstream.vfio.kernel;

import org.jspecify.annotations.NullMarked;
