// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * What a multifd channel consists of (QEMU migration/multifd.c): a {@link MultifdInitPacket}, then packets in any order until
 * the connection closes. A {@link MultifdDeviceStatePacket} with a configuration is followed by the {@link VfioRecord}s that
 * lie in it; all others carry what they carry as their body.
 */
public sealed interface MultifdPacket extends Element
        permits MultifdInitPacket, MultifdRamPacket, MultifdDeviceStatePacket {}
