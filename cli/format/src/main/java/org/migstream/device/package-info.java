// SPDX-License-Identifier: Apache-2.0
/**
 * VFIO devices as wholes.
 *
 * <pre>
 *   START | PART... | END | FULL sections of one idstr    --+
 *                                                           +--&gt;  VfioDevice: records, bytes per phase, VfioConfig
 *   DEVICE_STATE packets in any order on many channels    --+
 * </pre>
 *
 * <p>QEMU cuts a device's state into records and spreads them over the stream, between those of other devices and of
 * guest memory. How it is cut means nothing (linux/vfio.h says so of the device's data); here it is put together again.
 *
 * <p>Who reads a device's data reads them when all is known. Those of a file are where they were; those of a pipe are
 * copied aside ({@link org.migstream.device.DeviceDataStore}) as far as there is room, and from there on are handed to an
 * {@link org.migstream.device.SpillHandler}, which cannot put off reading. Who gives them to another device takes them with a
 * {@link org.migstream.device.DeviceDataListener}, record by record.
 *
 * <p>{@link org.migstream.device.WriterVersionDetector} answers the question which QEMU can have written all this, with a
 * range and its reasons, for the stream itself does not say.
 */
package org.migstream.device;
