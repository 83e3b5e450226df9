// SPDX-License-Identifier: Apache-2.0
/**
 * Profiles: what is known about a device that shall load a state, written down where the device is and used where
 * the state is. The schema is {@code migstream.profile/1}:
 *
 * <pre>
 *   {"schema": "migstream.profile/1",
 *    "driver": "hisi_acc",                  whose states it loads: the name of a decoder
 *    "pci": "19e5:a256",                    vendor and device id
 *    "kernel": "7.2",                       as uname -r says it
 *    "migration": ["STOP_COPY"],            what the driver offers, without VFIO_MIGRATION_
 *    "config": "e5 19 56 a2 ...",           its configuration space, as QEMU shows it to a guest
 *    "window": 16384,                       of v1: the most bytes that it takes in one piece
 *    "facts": {"qp_num": 64}}               what else decides, under the keys of the vendor's plugin
 * </pre>
 *
 * <p>Only {@code schema} must be there. What a profile does not say is not known, and never assumed. {@code config} holds
 * the digits of 256 or 4096 bytes, or the lines of {@code lspci -xxxx} or {@code migstream inspect --hex}.
 *
 * <p>A stream that was saved here carries the profiles of the devices it was saved from, as {@code migstream.saved/1}:
 *
 * <pre>
 *   {"schema": "migstream.saved/1", "devices": [{"idstr": "0000:00:01.0/vfio", "profile": {...}}]}
 * </pre>
 *
 * <p>{@code ProfileReader} knows the members, {@code ProfileJson} the limits and the complaints of JSON; a {@code Profile}
 * is a value. A profile may come from anybody: its size, depth and number of facts are limited, and what it says is
 * text until somebody compares it.
 */
package org.migstream.profile;
