// SPDX-License-Identifier: Apache-2.0
/**
 * Saves VFIO devices into a stream, and restores devices from a stream, without a virtual machine.
 *
 * <pre>
 *   Saver           DeviceGroup -&gt; PreCopyReader, StopCopyReader -&gt; DeviceStreamWriter -&gt; Compression -&gt; output
 *     SaveRecovery      brings the devices into their final state
 *   Restorer        RestoreSession: Input -&gt; StreamInspector -&gt; gate 1 -&gt; devices -&gt; gate 2 -&gt; STOP or RUNNING -&gt; Handover
 *     StreamedRestore   writes data from a pipe while the stream is read
 *     StoredRestore     writes data that can be read again after the inspection
 *     RestoreGate       makes a check; RestorePolicy selects the reasons that refuse a state
 *     LateData          writes data that come after the stream, when a driver refuses to leave RESUMING without them
 *     RestoreRecovery   brings the devices into their final state after a failure
 *
 *   DeviceGroup     all devices of a transfer: opened together, quiesced together, closed together
 *     TransferDevice  one device, with a DeviceLog of everything that happens to it
 *     RestoreTarget   one device to restore, and the device of the stream whose state it gets (DeviceMapping)
 *   DeviceProfileReader   reads the profile of a device
 *     LeadingStateReader    asks for the first bytes of the state: LeadingState, or a DeviceFailure
 *   DeviceRequests        the kernel's requests to close devices of the transfer
 *   CompletionLatch       lets exactly one thread end a transfer: the running or the aborting one
 * </pre>
 *
 * <p><b>Requests of the kernel.</b> The unbind of a device's driver, and the removal of a device, wait until the device
 * is closed. Until then the kernel repeats its request. A save or a restore may end within one timeout after the request;
 * then it fails like any other transfer whose device failed. A handover that waits for its peer ends at once. A device
 * that is kept open after the restore is closed at once, and its state is lost; the other devices stay open.
 *
 * <h2>Save</h2>
 *
 * <p>All devices are opened before any device is changed. Devices with pre-copy are read while they run, in rounds. The
 * rounds end when the initial data are read and little data is left, or when a limit is met. Then all running devices
 * enter their P2P state, and only then they stop. All devices are stopped before the first is read to its end, so the
 * stream is one consistent snapshot. A device without a P2P state stops first, while the other devices still answer its
 * DMA, and starts first. Two running devices without a P2P state are refused, as in QEMU, because DMA between them would
 * be lost. With {@code --allow-dma} the user states that they never access each other.
 *
 * <p><b>Requests.</b> One request goes to the wanted state, unless other devices must be quiet first; {@link
 * org.migstream.vfio.StateGoal} describes when other paths are tried. The report lists all requests.
 *
 * <p><b>Other initial states.</b> A device is saved from its initial state and returned to it: a stopped device is not
 * started, and a device in a P2P state stays in this state. A device in ERROR and a device in a data session are
 * refused and not changed.
 *
 * <p><b>Downtime.</b> The devices run again as soon as all data of all devices are read. They do not wait for the end
 * of the output, because they run again even if the output fails. Data are written as soon as they are read, so a slow
 * pipe makes the downtime longer. When it stops, a device with pre-copy has little data left; a device without pre-copy
 * may have more data than fit into memory. {@code --leave-stopped} is for a move: the devices run again only if the
 * output fails.
 *
 * <p><b>Failures.</b> {@code Saver.completeFailure} returns the devices to their initial states and closes them, also
 * when the reader closes the pipe; {@code Saver.abort} does so after a signal. {@code CompletionLatch} lets only one of
 * the two run. Each device returns to its initial state, independently of the others; all paths are tried. If all fail, the
 * policy of the user decides ({@link org.migstream.transfer.OnError}); by default the device is reset and loses its state.
 * If all data were read before the failure, this waits until the stream is complete and has its final name, because the
 * stream may then be the only copy of the state. Every failure is recorded in the device's log, the first one first. A
 * device that has reached its state nevertheless has survived the failure; the save then succeeds with a warning.
 *
 * <p>A v1 device that fails while it is read to its end may run again and stop again in the same stream ({@code
 * StopCopyReader}), if it is the only device and the target's driver drops the unfinished state.
 *
 * <p><b>Profiles.</b> The stream has a profile of each device ({@link org.migstream.profile.SavedProfiles}). A save
 * reads no additional device data for the profiles. The profile before the stream has the identity of the device; the
 * profile at the end also has the facts in the first bytes of its state. These bytes are decoded after the devices run
 * again.
 *
 * <p>INIT_DATA_SENT is never written: this record belongs to the capability switchover-ack, which needs a return path.
 * A QEMU without that capability rejects the record.
 *
 * <h2>Restore</h2>
 *
 * <p>A restore is a check that also writes. The stream is inspected as in {@code migstream inspect}, and each device is
 * the target of a {@code migstream check}. Each record goes to the device as one chunk, because a v1 driver needs the
 * same chunks that the source driver has returned.
 *
 * <pre>
 *   the stream is   a file                a pipe, up to --keep    a pipe, more than --keep
 *   device data     stay in the file      are copied              go to the device while they arrive
 *   gate 1 checks   everything            everything              the first bytes and the profile before the stream
 *   gate 2 checks   the written data, decoded a second time       everything
 * </pre>
 *
 * <p>A file is read twice, once for gate 1 and once for the device. It may change in between, also in bytes that no
 * decoder checks. So the SHA-256 of each device's data must be equal both times, or the device does not leave RESUMING.
 *
 * <p>A damaged, truncated or incompatible state therefore never reaches a device, except data from a pipe that exceed
 * {@code --keep}. In that case the device may need a reset, see {@link org.migstream.transfer.OnError}.
 *
 * <p><b>Facts from the target's state.</b> Before anything is written, each device begins a save, in pre-copy or, for
 * up to 1 MiB, stopped. The first data of a state are the data that a driver compares. So a state with two ports is
 * refused for a card with one port before the driver gets a byte. {@code check --target DEVICE} reads the state only of
 * devices that need not stop.
 *
 * <p>A device that fails to give these data is returned to its initial state: directly, a second time, and then by other
 * paths; it is not reset. The profile has the first error as the reason for the missing facts, and gate 1 refuses the state
 * without {@code --force}, also for the same PCI ids: the restore would destroy the state of a device to find out. The
 * restore then ends as after any failure of a device, and so it does if the device failed to return.
 *
 * <p><b>Gates.</b> {@link org.migstream.transfer.RestorePolicy} has the rules. Unknown never counts as compatible. But
 * a state without a decoder can be restored into a device with the same PCI ids, because otherwise no state of a vendor
 * without a plugin could be restored. {@code --force} overrides reasons about compatibility and reports them. It never
 * overrides missing data.
 *
 * <p><b>Order.</b> All devices are in a P2P state before the first stops. All have their data before gate 2. All have
 * passed gate 2 before the first leaves RESUMING. All have left RESUMING before the first runs. All answer DMA before
 * the first starts DMA. The configuration is written in RESUMING, as QEMU does. Without {@code --run} the devices stay
 * in STOP.
 *
 * <p><b>After the restore</b> the devices are closed. The kernel resets most devices when their last descriptor is
 * closed, so on hardware a plain restore only proves that the state loads. {@code --hold} keeps the devices open until
 * the process ends, so that another process can borrow them. {@code --handover} sends their descriptors to a peer. The
 * peer must listen before any device is opened and must accept all devices; otherwise the restore fails like after a
 * failure of a device.
 *
 * <p><b>Failures.</b> After a failed write, no more data are written, because several drivers would accept them and
 * load an incomplete state. If a driver fails to leave RESUMING, it has refused the state; QEMU ignores this failure. The
 * device then stays in RESUMING, and the rest of the data may follow ({@code LateData}).
 * No device leaves RESUMING before the last record is written. The time for reading a pipe does not count for the
 * timeout of a device ({@link org.migstream.vfio.TimeoutDevice}).
 *
 * <p><b>Mapping.</b> A device gets the state with its idstr ({@code --map}). The only device without a mapping gets the
 * only state that is left. Any other case is refused; the message lists the idstrs of the stream.
 */
@NullMarked
package org.migstream.transfer;

import org.jspecify.annotations.NullMarked;
