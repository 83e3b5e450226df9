// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the configuration that {@code save} writes for a device: the one that QEMU would have saved.
 *
 * <p>The kernel and QEMU show different configuration spaces of a function ({@link org.migstream.pci.GuestFunction}), and
 * QEMU compares its own with the saved one. What the guest has written is not in the kernel of every device: the MSI-X
 * table of a vfio-pci function exists only in the QEMU that runs the guest.
 *
 * <pre>
 *   --slot            GuestSlots ------+
 *   --like STREAM     LikeStream ------+--&gt; ConfigurationBuilder --&gt; SavedConfiguration: space, MSI-X table,
 *   --qmp SOCKET      RunningGuest ----+                             registers that were not read, with reasons
 *   the open device   DeviceConfiguration
 * </pre>
 *
 * <p>No register is made up in silence: {@link org.migstream.guest.SavedConfiguration} lists each register whose value is
 * not that of the device. A slot that is not known is never guessed if QEMU would show the device differently there.
 */
@NullMarked
package org.migstream.guest;

import org.jspecify.annotations.NullMarked;
