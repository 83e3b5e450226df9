// SPDX-License-Identifier: Apache-2.0
/**
 * The VFIO devices of a Linux host, read from files without opening a device. Start with {@link
 * org.migstream.vfio.host.LinuxHost}.
 *
 * <pre>
 *   /sys/bus/pci/devices/ADDRESS     HostDevice   driver, ids
 *   /sys/bus/mdev/devices/UUID         |          driver
 *     iommu_group -&gt; .../25            +--&gt; /dev/vfio/25               the group, Linux 3.6 and newer
 *     vfio-dev/vfio3                   +--&gt; /dev/vfio/devices/vfio3    the cdev, Linux 6.6 and newer
 *   /proc/PID/fd/N                   ProcessFile  the process that has a file open
 * </pre>
 *
 * <p>Only one process at a time can open a group or a cdev. {@code /proc} shows this process; only root sees the files
 * of other users' processes. {@link org.migstream.vfio.host.MissingPrerequisites} explains why a host has no VFIO
 * device. All paths are relative to {@link org.migstream.vfio.host.LinuxHost#root}, so tests can create a host from
 * files.
 */
@NullMarked
package org.migstream.vfio.host;

import org.jspecify.annotations.NullMarked;
