// SPDX-License-Identifier: Apache-2.0
/**
 * Reads from a running QEMU what only QEMU has of a PCI function of its guest: the slot, the addresses of the BARs, and
 * the MSI-X table. QEMU emulates the table, so the kernel does not have it. The machine goes on running.
 *
 * <pre>
 *   QemuMonitor --&gt; QmpClient --&gt; QmpChannel --&gt; QMP socket of QEMU
 *       |               |             bytes of one JSON document, within a size and a time
 *       |               +--&gt; QmpJson --&gt; QmpValue
 *       +-- query-pci          --&gt; PciTopology     --&gt; GuestPciFunction: ids, GuestBar, place
 *       +-- qom-list, qom-get  --&gt; DevicePaths     --&gt; type of the device, GuestBus
 *       +-- info mtree, xp     --&gt; MsixTableReader --&gt; MsixTable
 *                                    MemoryFlatView, MemoryDump
 * </pre>
 *
 * <p>Start at {@link org.migstream.qemu.monitor.QemuMonitor}. A value that cannot be read is a {@link
 * org.migstream.qemu.monitor.MonitorValue} with the reason, a sentence. All that comes from the socket is hostile input:
 * sizes are limited, and each command has a timeout.
 *
 * <p>A read of device memory can have side effects. So {@code MsixTableReader} reads an address only if three reports of
 * QEMU agree: the BAR of the function has an address ({@code query-pci}), the region at the address of the table is the
 * {@code msix-table} of this function ({@code info mtree -f -o}), and no BAR of another function overlaps it.
 */
@NullMarked
package org.migstream.qemu.monitor;

import org.jspecify.annotations.NullMarked;
