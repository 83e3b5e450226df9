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
 * <p>If no process has a device open, the command opens the device briefly. The kernel may reset such a device; no
 * state in use is lost. If a process has a device open, the command borrows the device. The command reads the features,
 * the state and the size of the data of each device; none of these calls changes the state. If a device fails or does not
 * answer within the timeout, its entry has the failed call with its errno, and what was known before; the scan goes on.
 */
@NullMarked
package org.migstream.devices;

import org.jspecify.annotations.NullMarked;
