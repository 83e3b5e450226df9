// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.migstream.spi.Match;

/**
 * Recognizes the records by their first bytes. The records of {@code virtio_vfio_pci} have the same headers. But the
 * payload of a virtio record starts with the header of a device part; a firmware image does not.
 */
final class Mlx5Signature {
    private static final int PART_HEADER_LENGTH = 16;
    private static final int FIRST_PART_TYPE = 0x100;
    private static final int FIRST_DEVICE_SPECIFIC = 0x200;
    private static final int PART_TYPES_END = 0x600;
    private static final int SELECTOR_OFFSET = 8;

    private Mlx5Signature() {}

    /**
     * Matches the first bytes, without the identity of the device.
     *
     * @return LIKELY if there is a size hint; POSSIBLE if there are records, but no device parts of virtio; otherwise
     *     NONE
     */
    static Match match(byte[] head) {
        boolean hasSizeHint = false;
        boolean hasPayload = false;
        Optional<Mlx5RecordHeader> next = Mlx5RecordHeader.at(head, 0);
        for (int at = 0; next.isPresent() && isPlausible(next.get()); next = Mlx5RecordHeader.at(head, at)) {
            Mlx5RecordHeader header = next.get();
            int payload = at + Mlx5RecordHeader.LENGTH;
            hasPayload |= header.size() != 0;
            if (header.tag() == Mlx5RecordHeader.FW_DATA && header.size() != 0) {
                if (isDevicePartHeader(head, payload)) {
                    return Match.NONE;
                }
                break;
            }
            hasSizeHint |= header.equals(
                    new Mlx5RecordHeader(Long.BYTES, Mlx5RecordHeader.OPTIONAL, Mlx5RecordHeader.STOP_COPY_SIZE));
            if (Long.compareUnsigned(header.size(), head.length) > 0) {
                break;
            }
            at = payload + (int) header.size();
        }
        Match records = hasPayload ? Match.POSSIBLE : Match.NONE;
        return hasSizeHint ? Match.LIKELY : records;
    }

    /**
     * Accepts a header with one damaged number out of flags and tag. Rejects a size that the driver refuses,
     * because many formats have eight zero bytes at offset 8.
     */
    private static boolean isPlausible(Mlx5RecordHeader header) {
        return !header.isTooLarge() && (header.hasOnlyDefinedFlags() || header.hasKnownTag());
    }

    /** Returns whether a {@code virtio_dev_part_hdr} of {@code linux/virtio_pci.h} starts at this offset. */
    private static boolean isDevicePartHeader(byte[] head, int at) {
        if (head.length - at < PART_HEADER_LENGTH) {
            return false;
        }
        int type = head[at] & 0xff | (head[at + 1] & 0xff) << Byte.SIZE;
        boolean hasValidFlags = head[at + 2] >>> 1 == 0 && head[at + 3] == 0;
        boolean hasValidSelector =
                type >= FIRST_DEVICE_SPECIFIC || ByteBuffer.wrap(head).getInt(at + SELECTOR_OFFSET) == 0;
        return type >= FIRST_PART_TYPE && type < PART_TYPES_END && hasValidFlags && hasValidSelector;
    }
}
