// SPDX-License-Identifier: Apache-2.0
/**
 * Command {@code devices}: lists the VFIO devices of this host and what each supports. Start with {@link
 * org.migstream.devices.HostScanner}.
 *
 * <pre>
 *   vfio.host: files of the host        --+--&gt; HostScanner --&gt; DevicesReport --+--&gt; DevicesText   for people
 *   vfio.kernel: calls to each device   --+                                   +--&gt; DevicesJson   migstream.devices/1
 * </pre>
 *
 * <p>A device that no process has open is opened for a moment. The kernel may reset it then, which loses nothing. A device
 * that a process has open is borrowed. It is asked for its features, its state and the size of its data; none of these calls
 * changes its state.
 */
@NullMarked
package org.migstream.devices;

import org.jspecify.annotations.NullMarked;
