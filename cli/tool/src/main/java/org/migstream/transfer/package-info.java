// SPDX-License-Identifier: Apache-2.0
/**
 * Saves devices into a stream, and restores devices from one.
 *
 * <pre>
 *   Saver     Participants --&gt; PreCopy, stop-copy --&gt; StreamOfDevices --&gt; Packing --&gt; Output
 *   Restorer  Input --&gt; StreamInspector --&gt; gate 1 --&gt; Destinations --&gt; gate 2 --&gt; they stop, or run --&gt; Handover
 *                                          Gates, Objections: whatever check says, a gate says
 *
 *   Participants  the devices: opened together, quiet together, closed together
 *     Participant   one of them, and the DeviceLog with the notes on it
 *     Destination   one that is restored, and the device of the stream whose state it gets: Selection finds that
 *     DeviceInquiry   what a device says of itself
 *   Recovery      where devices are left when a restore fails
 *   Ending        whoever ends a transfer, the one that runs it or the one that abandons it, does so once
 * </pre>
 *
 * <h2>A save</h2>
 *
 * <p>All devices are opened before anything is done to one. Those with pre-copy are read while they run, in rounds: until
 * their initial data are read and little of the rest is left, or a limit is met. Then all that run are made quiet, and
 * only then they stop, all before the first of them is read to its end: what they hold is of one moment. One that cannot
 * be kept from starting DMA stops first, when the others still answer it, and starts first; two of these may each miss
 * what the other sent, of which the report warns. QEMU refuses that; here the user may know that they never meet.
 *
 * <p><b>A device that is found in another state</b> is saved from there and returned there: one that stands still is
 * read without being started, one that is quiet stays so. Nothing is to be had of one in ERROR, nor of one that somebody
 * else is saving or restoring: they are refused, and left as they are.
 *
 * <p><b>When does it run again?</b> When the last byte of all of them has been read, not when it has been written: what
 * becomes of the output is of no use to the device, for it runs again in either case. What is read is written at once,
 * though, and through a slow pipe that takes as long as it takes: a device with pre-copy has little left by then, one
 * without has more than anybody would keep in memory. {@code --leave-stopped} is for a move; then the device runs again
 * only if the output could not be completed.
 *
 * <p><b>When something fails</b>, each device goes back to where it was found, step by step, whatever the others do; if
 * that fails, too, it is reset, as the last resort: then its state is lost. If that happens when all data have been read,
 * it is done when the stream is complete and has its name, for then that is the only copy there is.
 *
 * <p><b>What the stream tells of its devices</b>, {@link org.migstream.profile.SavedProfiles}, is what they say without
 * being asked for more than is saved: in front who they are, at the end also the facts that the first bytes of their data
 * tell a plugin. That is looked at when they do again what they did before.
 *
 * <p>INIT_DATA_SENT is never written: it answers a capability (switchover-ack) that needs a connection back, and a QEMU
 * that loads it without that capability fails.
 *
 * <h2>A restore</h2>
 *
 * <p>It is a check that writes: one reader, one judge. The stream is inspected as {@code inspect} does, the device that is
 * to load it is the target of a {@code check}, and between the two the data go to the device, each record as one chunk,
 * because a v1 driver must be given the pieces that the source's gave.
 *
 * <pre>
 *   the stream is     a file                 a pipe, up to --keep     a pipe with more than that
 *   device data       stay where they are    are copied aside         go on to the device as they come
 *   gate 1            judges everything      judges everything        judges the first bytes, and the note in front
 *   gate 2            judges what the device got, decoded once more   judges everything
 * </pre>
 *
 * <p>A file is read once to be judged and once more to be written, and somebody may change it in between, also where no
 * decoder looks: the SHA-256 of each device's data must be the same both times, or the device is not let out of RESUMING.
 *
 * <p>So what is damaged, cut or does not fit reaches no device, unless it is more than anybody would hold back. In that
 * case a device may have to be reset: {@link org.migstream.transfer.OnError}.
 *
 * <p><b>What a device is asked.</b> Before anything is written it begins to save itself, in pre-copy or, for up to 1 MiB,
 * stopped: what it would send first is what its driver compares, so that a state for two ports is refused for a card with
 * one before the driver has seen a byte of it. {@code check --target DEVICE} asks only those that need not be stopped.
 *
 * <p><b>What a gate lets pass</b> is in {@link org.migstream.transfer.RestorePolicy}. Not to know is not to be compatible; but
 * states that nobody decodes can be restored into a device with the same ids, for else a vendor without a plugin could
 * restore none. {@code --force} overrides what speaks about fitting, and says what it was, never what speaks about missing
 * bytes.
 *
 * <p><b>In which order.</b> The devices are made quiet together before one stops, all have their data before the second
 * gate, all have passed it before one leaves RESUMING, all have left it before one runs, and all answer each other before
 * one starts DMA. The configuration is given while the device is in RESUMING, as QEMU does. Without {@code --run} they
 * stand still: that is the end of a restore.
 *
 * <p><b>What becomes of them then.</b> They are closed, and the kernel resets most devices when their last descriptor is:
 * on hardware a plain restore proves that the state loads, and no more. {@code --hold} keeps them open for as long as the
 * process lives, so that another one can borrow them; {@code --handover} gives their descriptors away. Whoever is to have
 * them must be there before any device is touched, and must have taken all of them before the restore is done: else it
 * has failed as if a device had.
 *
 * <p><b>When something fails.</b> There is no write after one that failed, for several drivers would take it. A driver that
 * refuses to leave RESUMING has refused the state, though QEMU goes on. v1 would let a last packet come after that; here
 * nobody leaves RESUMING before the last packet has been written, so there is none that could still come. Who waits for a
 * pipe does not wait for a device: {@link org.migstream.vfio.TimeoutDevice} counts only what the device takes.
 *
 * <p><b>Which state goes where.</b> By idstr ({@code --map}), or the only one that is left for the only device that is not
 * mapped. Whatever is not clear is refused with the names of what there is.
 */
package org.migstream.transfer;
