// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated devices: VFIO devices without hardware, for tests and for first steps with migstream. A simulated device
 * behaves like the kernel's device and keeps its state in a file. A call that the kernel does not define throws {@link
 * java.lang.IllegalStateException}.
 *
 * <p>{@code cli/docs/simulated.md} is for users: it lists the kinds, their options and the faults. A fault with TIMES ends after
 * that many times. A step is one line in the drawings of {@link org.migstream.vfio}; a request of several steps can fail at each
 * step. The content that is generated from a seed is {@link org.migstream.vfio.simulated.SparseImage}.
 *
 * <h2>Defects of a caller</h2>
 *
 * <p>These throw {@link java.lang.IllegalStateException}: two calls at the same time, a call after the close, a write
 * after a failed write, a descriptor that is not closed, a request at which Linux 6.12 hangs, an access to a v1 window
 * outside of the announced data, a change of reserved bits of device_state, and lost DMA (a device runs while its peer=
 * in the same process is stopped, see {@link org.migstream.vfio.simulated.PeerDmaCheck}). P2P or NDMA avoids lost DMA:
 * all devices enter that state before the first stops, and all leave the stopped states before the first runs.
 *
 * <h2>State file</h2>
 *
 * <pre>
 *   migstream-simulation: 1
 *   state: RUNNING                           32 characters, at a fixed offset
 *   content-length: 96                       19 characters
 *   kind: mtty
 *   made-ports: 2                            the options of the new device
 *   config-space: 4843...                    4096 bytes, as hexadecimal digits
 *   msix-table: ...                          16 bytes for each vector
 *   msix-pending: ...                        one bit for each vector
 *                                            an empty line, then the content
 * </pre>
 *
 * <p>The file is locked while the device is open; a second open fails with EBUSY. The file keeps STOP (v1: 0) and
 * ERROR. A device in any other state runs when it is opened again, as a device does after its last descriptor is
 * closed. A loaded content replaces the old one when RESUMING is left, and not before. The state line is overwritten in
 * place.
 *
 * <h2>Structure</h2>
 *
 * <pre>
 *   SimulatedDevices -&gt; SimulatedKind, OptionValues -&gt; DeviceModel
 *                                                        SimulatedDriver   v2: Mtty-, HisiAcc-, Mlx5-, Bulk-, RawDriver
 *                                                        V1DeviceModel     v1: V1StateSaver, V1StateLoader, V1Chunk
 *   SimulatedDevice                                  state, steps, FaultPlan, sessions, file
 *     SimulatedV2Device, V2Session                   the kernel's part of v2: requests, descriptors
 *     SimulatedV1Device, V1SaveWindow, V1ResumeWindow  a driver's part of v1: registers and the data window
 *   SimulatedStateFile = StateFileHeader, StateContent &lt;- SparseImage, FillPattern
 * </pre>
 *
 * <p>A new v2 kind requires a {@link org.migstream.vfio.simulated.SimulatedDriver}, which defines its data format, and
 * a constant of {@link org.migstream.vfio.simulated.SimulatedKind}.
 */
@NullMarked
package org.migstream.vfio.simulated;

import org.jspecify.annotations.NullMarked;
