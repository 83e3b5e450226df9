// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * A packet of a multifd channel (QEMU migration/multifd.c): first a {@link MultifdInitPacket}, then packets in any order
 * until the connection closes. The {@link VfioRecord}s in a {@link MultifdDeviceStatePacket} with a configuration follow
 * it as elements; the content of other packets is their body.
 */
public sealed interface MultifdPacket extends Element
        permits MultifdInitPacket, MultifdRamPacket, MultifdDeviceStatePacket {}
