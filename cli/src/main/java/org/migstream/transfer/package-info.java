// SPDX-License-Identifier: Apache-2.0
/**
 * Saves devices into a stream, and restores devices from one.
 *
 * <pre>
 *   Saver     Participants --&gt; PreCopy, stop-copy --&gt; StreamOfDevices --&gt; Packing --&gt; Output
 *   Restorer  Input --&gt; two gates --&gt; Participants
 *
 *   Participants  the devices: opened together, quiet together, closed together
 *     Participant   one of them, and the DeviceLog with the notes on it
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
 * <p>INIT_DATA_SENT is never written: it answers a capability (switchover-ack) that needs a connection back, and a QEMU
 * that loads it without that capability fails.
 */
package org.migstream.transfer;
