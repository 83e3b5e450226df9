// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.spi.Match;

/**
 * Recognizes the format by its first bytes. The records of {@code mlx5_vfio_pci} have the same headers; only the header
 * of the first device part distinguishes the two formats.
 */
final class VirtioSignature {
    private VirtioSignature() {}

    /**
     * Matches the first bytes, without the identity of the device.
     *
     * @return LIKELY if a part of a common type is visible; POSSIBLE if another part is visible, or if the records are
     *     too large or too few to show a part; otherwise NONE
     */
    static Match match(byte[] head) {
        boolean filled = false;
        Optional<VirtioRecordHeader> next = VirtioRecordHeader.at(head, 0);
        for (int at = 0; next.isPresent(); next = VirtioRecordHeader.at(head, at)) {
            VirtioRecordHeader header = next.get();
            int payload = at + VirtioRecordHeader.LENGTH;
            if (!isPlausible(header)) {
                return Match.NONE;
            }
            filled |= header.size() != 0;
            if (header.isDeviceData() && header.size() != 0) {
                boolean visible = head.length - payload >= DevicePartType.HEADER_LENGTH;
                return visible
                        ? matchPart(head, payload, header.size() - DevicePartType.HEADER_LENGTH)
                        : Match.POSSIBLE;
            }
            if (Long.compareUnsigned(header.size(), head.length) > 0) {
                break;
            }
            at = payload + (int) header.size();
        }
        return filled ? Match.POSSIBLE : Match.NONE;
    }

    /** Accepts a header with one damaged number: it is very unlikely that foreign bytes match the other two. */
    private static boolean isPlausible(VirtioRecordHeader header) {
        return header.isTooLarge()
                ? header.flags() == 0 && header.isDeviceData()
                : header.hasOnlyDefinedFlags() || header.isDeviceData();
    }

    /**
     * Matches the header of a device part. Parts of device-specific and reserved types can have any selector, so many
     * other bytes look like them; at least their length has to fit.
     */
    private static Match matchPart(byte[] head, int at, long maxLength) {
        ByteBuffer part =
                ByteBuffer.wrap(head, at, DevicePartType.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int type = Short.toUnsignedInt(part.getShort());
        boolean flagged = part.get() >>> 1 == 0 && part.get() == 0;
        long selector = part.getLong();
        if (flagged && (DevicePartType.isDeviceSpecific(type) || DevicePartType.isReservedCommon(type))) {
            return Integer.toUnsignedLong(part.getInt()) <= maxLength ? Match.POSSIBLE : Match.NONE;
        }
        boolean common = flagged
                && DevicePartType.of(type)
                        .filter(known -> known.isValidSelector(selector))
                        .isPresent();
        return common ? Match.LIKELY : Match.NONE;
    }
}
