// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated devices: VFIO devices without hardware, for tests and for first steps with migstream. A simulated device
 * behaves like the kernel's device and keeps its state in a file. A call that the kernel does not define throws {@link
 * java.lang.IllegalStateException}.
 *
 * <pre>
 *   sim:KIND[,option=value]...@STATE-FILE
 *
 *   migstream save sim:mtty,ports=2,scr0=0x41@a | migstream restore sim:mtty,ports=2@b
 *   migstream save sim:bulk,size=8G,dirty=64M*5@a &gt;/dev/null
 *   migstream save sim:mlx5,fail=PRE_COPY_P2P..STOP_COPY:ETIMEDOUT*1@a &gt;stream
 *   migstream save sim:raw,pci=15b3:101e,data=nic.state &gt;stream
 *   migstream save sim:v1,features=NDMA,dma=on,peer=b@a sim:v1,features=NDMA,dma=on,peer=a@b &gt;stream
 * </pre>
 *
 * <p>If the file does not exist, a new device is created in it. A number is 4096, 64K (M, G, T) or 0x40.
 *
 * <h2>Kinds, and the options of a new device</h2>
 *
 * <p>The file keeps these options. For an existing device they can be omitted, but not changed.
 *
 * <pre>
 *   sim:mtty      samples/vfio-mdev/mtty.c: 60 or 96 bytes, 24 of them in pre-copy; a read then returns 0
 *                   ports=1|2   lcr0= mcr0= scr0= lcr1= mcr1= scr1=BYTE
 *   sim:hisi_acc  drivers/vfio/pci/hisilicon: 40 bytes that the target compares, 136 more if a guest uses it; no P2P
 *                   device=zip|sec|hpre   queues=COUNT   isolation=NUMBER   ready=yes|no
 *   sim:mlx5      drivers/vfio/pci/mlx5: records without an end mark; in pre-copy the whole state, changes, ENOMSG
 *                   size=BYTES up to 8M   fill=SEED   chunk=BYTES (the last image in records of this size)
 *   sim:bulk      no real driver; content of any size
 *                   size=BYTES up to 4T   fill=SEED
 *   sim:raw       no real driver; the state is any bytes, sent after the stop; nothing is checked. With data= no
 *                 STATE-FILE is needed: the device is then in a temporary file
 *                   pci=VENDOR:DEVICE   data=FILE (without "," and "@")
 *   sim:v1        a v1 device, see {@link org.migstream.vfio.simulated.V1DeviceModel}
 *                   size=BYTES   fill=SEED   id=NUMBER (compared by the target)
 *   all           dma=on|off    bus mastering of a new device; a reset turns it off, a restored configuration sets it
 * </pre>
 *
 * <p>The initial content of mlx5, bulk and v1 is generated from the seed and cannot be compressed (0: zeros). Only
 * blocks of 64 KiB that differ from it take disk space, see {@link org.migstream.vfio.simulated.SparseImage}. So 8 GiB
 * can be saved and restored without 16 GiB of disk. With the same seed the target compares each byte with its own
 * initial content and stores none; with another seed it stores every byte.
 *
 * <h2>Options of an open device</h2>
 *
 * <p>The file does not keep these options.
 *
 * <pre>
 *   features=STOP_COPY[+P2P][+PRE_COPY]      the offered features; v1: NDMA or none (none)
 *   chunk=BYTES                              v1: size of the data window (16K)
 *   grants=everything|documented|libvfio-user  v1: the requests that the driver grants; all others get EINVAL
 *   prefer=running|logging                   v1: the bit that the driver sets first if one request sets both
 *   no-data=BYTES[*TIMES]                    v1: after BYTES, announce more but return chunks of 0 bytes
 *   dirty=BYTES[*ROUNDS]                     change BYTES when all data are read and the bytes left are queried
 *   precopy-end=enomsg|zero                  the result of a read in pre-copy without data
 *   peer=STATE-FILE                          start DMA to that device while running (not in P2P, NDMA or stopped)
 *
 *   fail=FROM..TO[:ERRNO[:STATE]][*TIMES]    fail at a step with ERRNO (EIO) and move to STATE (FROM)
 *   hang=FROM..TO[*TIMES]                    hang at a step until the device is closed or the thread is interrupted
 *   fail=RESET[:ERRNO[:STATE]]  hang=RESET   fail or hang at a reset
 *   read-error=OFFSET[:ERRNO][*TIMES]        fail to read a byte of a session
 *   write-error=OFFSET[:ERRNO][*TIMES]       fail to write a byte of a session
 *   read-hang=OFFSET[*TIMES]                 hang at the read of a byte
 *   write-hang=OFFSET[*TIMES]                hang at the write of a byte
 *   reset-after=BYTES                        reset after BYTES of a session: the device runs, the session gets ENODEV
 *   request-after=MILLISECONDS               request the device back as the kernel does when its driver is unbound
 *   short-reads=BYTES                        return at most BYTES from one read; not for v1, which has chunks
 * </pre>
 *
 * <p>A fault with TIMES ends after that many times. fail= and hang= can be repeated. A step is one line in the drawings
 * of {@link org.migstream.vfio}; a request of several steps can fail at each step. After a failed step a v2 device
 * stays in its state, as in vfio_main.c. A v1 device undoes the earlier steps of the request with the reverse request. It
 * is in ERROR if the undo fails, too. {@code save -v} and {@code --report} show the states that a v1 device has passed.
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
