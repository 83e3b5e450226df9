// SPDX-License-Identifier: Apache-2.0
/**
 * Assembles the VFIO devices of a stream.
 *
 * <pre>
 *   START | PART... | END | FULL sections of one idstr    --+
 *                                                           +--&gt;  SavedDevice: records, bytes of each phase, VfioConfig
 *   DEVICE_STATE packets in any order on many channels    --+
 * </pre>
 *
 * <p>QEMU splits the state of a device into records and interleaves them with those of other devices and with guest
 * memory. The record boundaries have no meaning: linux/vfio.h calls the data of a device a stream of bytes. {@link
 * org.migstream.device.SavedDevices} joins the records again; start there.
 *
 * <p>The data of a device is decoded after the whole stream was read. The data of a file stays in the file. The data of
 * a pipe is copied to a {@link org.migstream.device.DeviceDataStore} up to a limit. Further data goes to a {@link
 * org.migstream.device.SpillHandler}, which must consume it at once. A restore receives these data record by record
 * through a {@link org.migstream.device.SavedDevices.DeviceDataListener}.
 *
 * <p>{@link org.migstream.device.WriterVersionDetector} returns the range of QEMU releases that could have written a
 * stream, with reasons. A stream does not contain the version of QEMU.
 */
@NullMarked
package org.migstream.device;

import org.jspecify.annotations.NullMarked;
