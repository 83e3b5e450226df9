// SPDX-License-Identifier: Apache-2.0
/**
 * Profiles: known properties of a device. A user creates the profile of a target device on the host of the device, and
 * uses the profile on the host that has the saved state. The schema is {@code migstream.profile/1}:
 *
 * <pre>
 *   {"schema": "migstream.profile/1",
 *    "driver": "hisi_acc",                  name of the decoder for the states that the device loads
 *    "kernelDriver": "hisi_acc_vfio_pci",   the kernel's name of the driver, also of one without a decoder
 *    "pci": "19e5:a256",                    vendor and device id
 *    "kernel": "7.2",                       Linux release, as uname -r prints it
 *    "migration": ["STOP_COPY"],            features of the driver, without VFIO_MIGRATION_
 *    "config": "e5 19 56 a2 ...",           configuration space, as the kernel shows it, or QEMU in the same slot
 *    "use": "reset",                        who wrote the registers of a guest: reset (no guest), kept or running
 *    "regions":                             sizes of the BARs and the ROM, in bytes
 *      {"bars": [16384, 0, 0, 16384, 0, 0], "rom": 0},
 *    "slot": "root-port",                   kind of slot in the guest: root, root-port, pcie-pci-bridge, pci-bridge
 *    "msixTable": "stream",                 in a saved profile: where the MSI-X table in the stream is from: none (no
 *                                           MSI-X), device, monitor, stream, reset, or unknown if it is missing
 *    "window": 16384,                       v1 only: maximum bytes of one record
 *    "facts": {"qp_num": 64},               other facts, under the keys of the vendor's plugin
 *    "missingFacts":                        only if the facts in the state of the device are missing:
 *      {"reason": "device-failed",            why, see {@link org.migstream.profile.MissingFacts.Cause}
 *       "message": "go from RUNNING to PRE_COPY: Input/output error; left in RUNNING"}}
 * </pre>
 *
 * <p>Only {@code schema} is required. A missing member means unknown, and a check never assumes a value for it.
 * {@code config} holds the digits of 256 or 4096 bytes, or the lines of {@code lspci -xxxx} or
 * {@code migstream inspect --hex}.
 *
 * <p>{@code kernel} decides little: before Linux 5.18 and without {@code migration}, it is unknown whether the target can
 * migrate; {@code virtio}, {@code xe} and {@code hisi_acc} have rules of their own. It decides nothing else, because not
 * every release of each driver was examined. The {@code NOTES.md} of each plugin names those that were.
 *
 * <p>A stream that migstream saved holds the profiles of its devices, as {@code migstream.saved/1}:
 *
 * <pre>
 *   {"schema": "migstream.saved/1", "devices": [{"idstr": "0000:00:01.0/vfio", "profile": {...}}]}
 * </pre>
 *
 * <p>{@code ProfileReader} and {@code ProfileWriter} define the members; {@code Profile} is a value. A profile may come
 * from an untrusted source: its size, its depth and the number of its facts are limited, and its values are only compared.
 */
@NullMarked
package org.migstream.profile;

import org.jspecify.annotations.NullMarked;
