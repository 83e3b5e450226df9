// SPDX-License-Identifier: Apache-2.0
/**
 * The migration of VFIO devices: their states, the paths between the states, and the protocols of the two uAPIs, v1 and
 * v2. Start with {@link org.migstream.vfio.MigrationDevice}; {@code migstream states} prints the states and paths.
 *
 * <pre>
 *   states      StateMachine&lt;S&gt;  transition(from, to) --&gt; Transition --&gt; Arc*    an Arc may open a data session
 *                 V2StateMachine   S = V2DeviceState    v2, Linux 5.18 and newer: the kernel chooses the path
 *                 V1StateMachine   S = V1DeviceState    v1, Linux 5.8 to 5.17: each driver chooses the path
 *               MigrationState = DeviceActivity x DataPhase      the terms that v1 and v2 have in common
 *
 *   protocol    MigrationDevice    enter(state), read and write Chunks
 *                 TimeoutDevice        adds a timeout: DeviceThread, ChunkRelay
 *                   |
 *                 V2MigrationDevice, V1MigrationDevice    StateMachineDevice, StatePlanner
 *                   |
 *   calls       OpenDevice         one method is one call into the kernel
 *                 V2Device, DataDescriptor                ioctls and a file descriptor
 *                 V1Device                                a region with registers and a data window
 * </pre>
 *
 * <p>Package {@code kernel} implements the calls for the kernel's devices, package {@code simulated} for simulated
 * ones. The protocol above the calls is the same for both.
 *
 * <p>A chunk of data reaches a device in four steps: {@code TimeoutDevice.write} passes it to the device's thread,
 * {@code V2MigrationDevice.write} repeats the call until all bytes are written, {@code DataDescriptor.write} is the
 * call, and {@code kernel.NativeFileDescriptor} makes it.
 *
 * <h2>v2</h2>
 *
 * <pre>
 *     RESUMING ------ STOP -------- STOP_COPY
 *                      |                ^
 *                 RUNNING_P2P --- PRE_COPY_P2P     this row requires P2P
 *                      |                |
 *                   RUNNING ------- PRE_COPY       PRE_COPY and PRE_COPY_P2P require PRE_COPY
 * </pre>
 *
 * <p>Each line is an arc in both directions, except the one with an arrow. The states in the right column have an open
 * save session. A path passes through them only if it begins and ends in this column. The session ends when the device
 * leaves this column. A path leaves out states that the device does not support ({@link
 * org.migstream.vfio.MigrationFlags}). There is no path from STOP_COPY to PRE_COPY. Linux 6.12 loops forever on this
 * request while it holds the device's lock, so the request must never be sent. Sources: {@code vfio_mig_get_next_state}
 * in drivers/vfio/vfio_main.c, {@code enum vfio_device_mig_state} in uapi/linux/vfio.h.
 *
 * <h2>v1</h2>
 *
 * <pre>
 *     RESUMING ---- 0 ------- SAVING            Each of these states also exists with NDMA.
 *                   |            |              RESUMING with RUNNING or SAVING is invalid;
 *                RUNNING -- SAVING|RUNNING      RESUMING|SAVING is the value of ERROR.
 * </pre>
 *
 * <p>A request names the bits of the wanted state. Any number of bits may change, and the driver chooses the path. v1
 * never defined the path. A discussion on kvm@vger.kernel.org in December 2021 tried to define it (thread "vfio:
 * Update/Clarify migration uAPI, add NDMA state"). The discussion led to v2 and left these questions open:
 *
 * <p><b>Is RUNNING or SAVING set first</b> when a request sets both? If SAVING is set first, no change is missed and
 * every path back has the same steps in reverse order. If RUNNING is set first, the path has only steps that every
 * migration uses. The other order uses the step from SAVING to SAVING|RUNNING. At least one driver would have failed on
 * this step, or would have produced a damaged stream without an error. The default is RUNNING first: drivers are tested
 * only with these steps; no change is missed, because no data have been read when logging starts; and v2 uses the same
 * order from STOP to PRE_COPY. Requests for this step, and from SAVING to RUNNING, are allowed: a source needs them
 * after its target has failed.
 *
 * <p><b>What does ERROR guarantee?</b> Nothing. Only a reset leaves ERROR; until then the device is assumed to run.
 *
 * <p><b>Does a failed step lead to ERROR?</b> Both outcomes are accepted. The device is asked for its state after each
 * failure, and {@link org.migstream.vfio.MigrationDevice#enter} goes on from there. Only a reset leaves ERROR. A path
 * back into RESUMING or SAVING opens a new session; the content of the old one is lost.
 *
 * <p><b>What does NDMA mean in a stopped device?</b> Nothing, as in its proposal. The states are distinguished only so
 * that a request can leave NDMA set.
 *
 * <p>A state machine describes one device. {@code transfer.DeviceGroup.quiesceP2p} brings several devices into NDMA
 * (v2: P2P) before the first of them stops.
 *
 * <p>The table {@code cli/vfio/src/test/v1-requirements.md} lists the points of that discussion and the tests that show
 * how they are met. The comments of these tests start with "v1 requirement".
 */
@NullMarked
package org.migstream.vfio;

import org.jspecify.annotations.NullMarked;
