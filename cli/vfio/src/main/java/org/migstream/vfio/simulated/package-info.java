// SPDX-License-Identifier: Apache-2.0
/**
 * Devices without hardware: what the kernel would show of them, with their state in a file. For those who want to try
 * the tool, and for its tests: nothing is nicer here than it is there, and whoever uses a device in a way that the kernel
 * does not define gets an {@link java.lang.IllegalStateException} instead of luck.
 *
 * <pre>
 *   sim:KIND[,option=value]...@STATE-FILE
 *
 *   migstream save sim:mtty,ports=2,scr0=0x41@a | migstream restore sim:mtty,ports=2@b
 *   migstream save sim:bulk,size=8G,dirty=64M*5@a &gt;/dev/null
 *   migstream save sim:mlx5,fail=PRE_COPY_P2P..STOP_COPY:ETIMEDOUT*1@a &gt;stream
 *   migstream save sim:v1,features=NDMA,dma=on,peer=b@a sim:v1,features=NDMA,dma=on,peer=a@b &gt;stream
 * </pre>
 *
 * <p>If the file is not there, a new device is made in it. Numbers are 4096, 64K (M, G, T) or 0x40. {@link
 * org.migstream.vfio.simulated.SimulatedDevices#kinds} gives the same list to programs.
 *
 * <h2>Kinds, and the options that make a device</h2>
 *
 * <p>They are kept in the file and need not be given again; those of an old device cannot be contradicted.
 *
 * <pre>
 *   sim:mtty      samples/vfio-mdev/mtty.c: 60 or 96 bytes, of which pre-copy gives 24; the end of pre-copy is a 0
 *                   ports=1|2   lcr0= mcr0= scr0= lcr1= mcr1= scr1=BYTE
 *   sim:hisi_acc  drivers/vfio/pci/hisilicon: 40 bytes that the target compares, 136 more if a guest uses it; no P2P
 *                   device=zip|sec|hpre   queues=COUNT   isolation=NUMBER   ready=yes|no
 *   sim:mlx5      drivers/vfio/pci/mlx5: records without end; all of the state in pre-copy, then changes; ENOMSG
 *                   size=BYTES up to 8M   fill=SEED   chunk=BYTES (the last image in pieces)
 *   sim:bulk      nobody's driver: as much content as wanted
 *                   size=BYTES up to 4T   fill=SEED
 *   sim:v1        the device of the discussion of December 2021, see {@link org.migstream.vfio.simulated.V1DeviceModel}
 *                   size=BYTES   fill=SEED   id=NUMBER (compared by the target)
 *   all           dma=on|off    a guest has set it up to start DMA; a reset ends that, a restored configuration tells
 * </pre>
 *
 * <p>The content of mlx5, bulk and v1 begins as bytes that a generator makes from the seed and that no compressor makes
 * smaller (0: zeros). Only blocks of 64 KiB that differ take room on the disk, see {@link org.migstream.vfio.simulated.SparseImage}.
 * So 8 GiB can be saved and restored without 16 GiB of disk: give source and target the same seed, and the target
 * compares each byte with what it would have made; give them different ones, and it stores each.
 *
 * <h2>Options for as long as a device is open</h2>
 *
 * <pre>
 *   features=STOP_COPY[+P2P][+PRE_COPY]      what it offers; of v1: NDMA or none (none)
 *   chunk=BYTES                              of v1: size of the window (16K)
 *   dirty=BYTES[*ROUNDS]                     changes as much whenever all was read and it is asked what is left
 *   precopy-end=enomsg|zero                  what a read finds at the end of pre-copy
 *   peer=STATE-FILE                          starts DMA to that device whenever it runs, neither quiet nor stopped
 *
 *   fail=FROM..TO[:ERRNO[:STATE]][*TIMES]    a step fails: EIO, and stays in FROM, if not told otherwise
 *   hang=FROM..TO[*TIMES]                    a step never ends; closing the device or an interrupt ends it
 *   fail=RESET[:ERRNO[:STATE]]  hang=RESET   the same at a reset
 *   read-error=OFFSET[:ERRNO][*TIMES]        a byte of a session cannot be read
 *   write-error=OFFSET[:ERRNO][*TIMES]       or is not taken
 *   read-hang=OFFSET[*TIMES]                 reading it never ends
 *   write-hang=OFFSET[*TIMES]                nor does writing it
 *   reset-after=BYTES                        in the middle of a session: the device runs, the session is dead (ENODEV)
 *   short-reads=BYTES                        no read gives more; not of v1, which has chunks
 * </pre>
 *
 * <p>Faults with a number of times are over then; fail= and hang= can be given more than once. A step is one line of the
 * drawings in {@link org.migstream.vfio}: a request that takes several can fail at each. After a failed step v2 stays
 * where it was, as vfio_main.c does; v1 undoes the steps before it, and is in ERROR if that fails too.
 *
 * <h2>What is a defect</h2>
 *
 * <p>Calls of two threads at once, calls after closing, writing on after a write that failed, a descriptor that is not
 * closed, a request that hangs Linux 6.12, a v1 window that is read where the driver did not say, reserved bits of
 * device_state that change; and a DMA that escapes, see {@link org.migstream.vfio.simulated.PeerDmaCheck}: one device runs with a
 * peer= that stands still in the same process. With P2P or NDMA that never has to be: all quiet before any is stopped,
 * none running before all can answer.
 *
 * <h2>The state file</h2>
 *
 * <pre>
 *   migstream-simulation: 1
 *   state: RUNNING                           32 characters, at a fixed place
 *   content-length: 96                       19 characters
 *   kind: mtty
 *   made-ports: 2                            the options that made it
 *   config-space: 4843...                    4096 bytes, as hexadecimal digits
 *   msix-table: ...                          16 bytes for each vector
 *   msix-pending: ...                        a bit for each
 *                                            an empty line, then the content
 * </pre>
 *
 * <p>It is locked while the device is open: another one gets EBUSY. STOP (v1: 0) and ERROR outlast the process; a device
 * in any other state runs when it is opened again, as one whose last descriptor was closed does. A loaded content takes
 * the old one's place at once, when RESUMING is left and never before; the state is written in place.
 *
 * <h2>How it is built</h2>
 *
 * <pre>
 *   Simulation -&gt; DeviceSpec, SimulatedKind -&gt; Model                    who a device is
 *                                                SimulatedDriver       v2: MttyDriver HisiAccDriver Mlx5Driver BulkDriver
 *                                                V1Model               v1: V1Saving, V1Loading, V1Chunk
 *   SimulatedDevice                            state, steps, faults, sessions, file
 *     SimulatedV2 with SimulatedSession        the kernel's part of v2: descriptors
 *     SimulatedV1 with V1SaveWindow and V1ResumeWindow   a driver's part of v1: registers and a window
 *   StateFile = StateHeader, Content &lt;- Image, Pattern
 * </pre>
 *
 * <p>A new kind of v2 is a {@link org.migstream.vfio.simulated.SimulatedDriver}: which bytes it gives and which it takes. States
 * and faults come by themselves.
 */
package org.migstream.vfio.simulated;
