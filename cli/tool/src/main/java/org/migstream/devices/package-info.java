// SPDX-License-Identifier: Apache-2.0
/**
 * Command {@code devices}: lists the VFIO devices of this host and the migration support of each. Start with {@link
 * org.migstream.devices.HostScanner}.
 *
 * <pre>
 *   vfio.host: files of the host        --+--&gt; HostScanner --&gt; DevicesReport --+--&gt; DevicesText   for people
 *   vfio.kernel: calls to each device   --+                                   +--&gt; DevicesJson   migstream.devices/1
 * </pre>
 *
 * <p>If no process has a device open, the command opens the device briefly. The kernel resets most PCI functions that are
 * opened (vfio_pci_core_enable); no state in use is lost. A function that is bound to plain vfio-pci is not opened,
 * because that driver never supports migration. If a process has a device open, the command borrows the device. The
 * command reads the features, the state and the size of the data of each device; none of these calls changes the state.
 *
 * <p>All devices are asked at the same time, and have one timeout in common. So the list appears in time although a
 * device hangs: such a device is listed with what sysfs and {@code /proc} show, as not answered. If a device fails, its
 * entry has the failed call with its errno.
 */
@NullMarked
package org.migstream.devices;

import org.jspecify.annotations.NullMarked;
