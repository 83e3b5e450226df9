// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The parts of a virtio network device that QEMU compares with the backend of its own device ({@code
 * vmstate_virtio_net_device} in hw/net/virtio-net.c, 5.2 to 10.2). Numbers are big-endian:
 *
 * <pre>
 *   6 bytes MAC address, be32 waiting, be32 mergeable buffers, be16 status, u8 promiscuous, u8 all multicast
 *   be32 number of MAC addresses, 6 bytes for each, 512 bytes VLANs
 *   be32 vnet header, 6 bytes flags, u8 UFO
 *   with several queue pairs: be16 queue pairs of the device, be16 current queue pairs, be32 for each after the first
 *   with the feature {@code VIRTIO_NET_F_CTRL_GUEST_OFFLOADS}: be64 offloads
 *   subsections
 * </pre>
 *
 * @param hasVnetHeader whether the backend has a header before each packet
 * @param hasUfo whether the backend has UDP fragmentation offload
 * @param queuePairs the queue pairs of the backend
 */
public record VirtioNetState(boolean hasVnetHeader, boolean hasUfo, int queuePairs) {
    private static final int MAC_SIZE = 6;
    private static final int BEFORE_TABLE = MAC_SIZE + Integer.BYTES + Integer.BYTES + Short.BYTES + 2;
    private static final int VLANS = 512;
    private static final int FLAGS = 6;
    private static final int GUEST_OFFLOADS_BIT = 2;
    /** QEMU {@code QEMU_VM_SUBSECTION}. */
    private static final byte SUBSECTION = 5;

    /** Reads the parts of a virtio device; empty if they are not those of a network device or not all known. */
    public static Optional<VirtioNetState> read(VirtioValue device) {
        if (device.features().isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = device.rest().duplicate();
        if (!skip(bytes, BEFORE_TABLE) || bytes.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        long addresses = Integer.toUnsignedLong(bytes.getInt());
        if (!skip(bytes, addresses * MAC_SIZE + VLANS) || bytes.remaining() < Integer.BYTES + FLAGS + 1) {
            return Optional.empty();
        }
        boolean hasVnetHeader = bytes.getInt() != 0;
        skip(bytes, FLAGS);
        boolean hasUfo = bytes.get() != 0;
        boolean hasOffloads = (device.features().getAsLong() >> GUEST_OFFLOADS_BIT & 1) != 0;
        return readQueuePairs(bytes, hasOffloads ? Long.BYTES : 0, device.isRestComplete())
                .map(pairs -> new VirtioNetState(hasVnetHeader, hasUfo, pairs));
    }

    private static Optional<Integer> readQueuePairs(ByteBuffer bytes, int offloads, boolean isComplete) {
        if (isEnd(bytes, offloads, isComplete)) {
            return Optional.of(1);
        }
        if (bytes.remaining() < Integer.BYTES) {
            return Optional.empty();
        }
        int pairs = Short.toUnsignedInt(bytes.getShort());
        int current = Short.toUnsignedInt(bytes.getShort());
        boolean isValid = pairs > 1 && current >= 1 && current <= pairs;
        return isValid && isEnd(bytes, Integer.BYTES * (current - 1) + offloads, isComplete)
                ? Optional.of(pairs)
                : Optional.empty();
    }

    /** Returns whether the state ends after some bytes: nothing follows, or a subsection. */
    private static boolean isEnd(ByteBuffer bytes, int distance, boolean isComplete) {
        return isComplete && bytes.remaining() == distance
                || bytes.remaining() > distance && bytes.get(bytes.position() + distance) == SUBSECTION;
    }

    private static boolean skip(ByteBuffer bytes, long length) {
        if (length > bytes.remaining()) {
            return false;
        }
        bytes.position(bytes.position() + (int) length);
        return true;
    }
}
