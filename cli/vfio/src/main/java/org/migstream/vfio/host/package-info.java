// SPDX-License-Identifier: Apache-2.0
/**
 * What a Linux host shows of its VFIO devices in files, without opening any of them.
 *
 * <pre>
 *   /sys/bus/pci/devices/ADDRESS     HostDevice   driver, ids
 *   /sys/bus/mdev/devices/UUID         |          driver
 *     iommu_group -&gt; .../25            +--&gt; /dev/vfio/25               the group, Linux 3.6 and newer
 *     vfio-dev/vfio3                   +--&gt; /dev/vfio/devices/vfio3    the cdev, Linux 6.6 and newer
 *   /proc/PID/fd/N                   HeldFile     who has one of these open
 * </pre>
 *
 * <p>A group is opened by one process at a time, a cdev likewise; who that is, only {@code /proc} tells, and to root
 * alone for processes of others. {@code Obstacles} knows why a host has no VFIO device at all. Everything hangs on the
 * root of a {@code Host}, so that tests can make a host of files.
 */
package org.migstream.vfio.host;
