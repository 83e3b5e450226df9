// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel's VFIO devices, called through JNA; nobody else imports it, and nothing of it is loaded before a device is
 * opened.
 *
 * <pre>
 *   Devices.open(name)
 *     vfio:ADDRESS  --&gt; Group     /dev/vfio/vfio, /dev/vfio/25     a container, Linux 3.6 and newer
 *                   --&gt; Cdev      /dev/vfio/devices/vfio3          an iommufd, Linux 6.6 and newer; preferred
 *     ...@pid=N     --&gt; Lending   a file of another process        never reset, never resumed
 *     fd:N          --&gt;           a file that we inherited
 *                          |
 *                       Holding: DeviceFile and what has to stay open with it
 *                          |
 *            has the migration feature     has a region of type 3, subtype 1
 *                     KernelV2                       KernelV1
 *                    KernelData                   MigrationRegion
 *
 *   HandoverSocket   gives the files of a Holding to another process, which then has the device
 *
 *   Descriptor   read, write, ioctl of one file     Libc, the functions themselves
 *   Uapi, Struct, Argument                          the kernel's numbers and structures
 *   Answers, DriverAnswers                          what an errno means here
 * </pre>
 *
 * <p>Data go from the kernel into direct buffers and back: those of the protocol are such, so that nothing is copied
 * into arrays. A call that was interrupted by a signal is made again.
 *
 * <p>A borrowed device is still another's. It can be saved and must be put back into the state in which it was found;
 * what would make it lose that state is refused here, whoever asks. It is not told that its data come with news of
 * fresh initial bytes either, since that would be news to its owner.
 *
 * <p>No DMA is mapped: a container or an address space has no memory of anybody in it. Saving and restoring needs none;
 * a device that is run after a restore meets an IOMMU that lets nothing through until its user has mapped something.
 *
 * <p>Sources: uapi/linux/vfio.h, uapi/linux/iommufd.h, drivers/vfio of Linux 5.10 to 7.2; VFIO_REGION_INFO_CAP_MIG_NDMA
 * as proposed on kvm@vger.kernel.org on 9 December 2021.
 */
package org.migstream.vfio.kernel;
