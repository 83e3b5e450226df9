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
     * @return LIKELY if {@code head} has the header of a part of a common type with a length that fits; POSSIBLE if it
     *     has the header of another part, or records without a complete part header; otherwise NONE
     */
    static Match match(byte[] head) {
        boolean hasPayload = false;
        Optional<VirtioRecordHeader> next = VirtioRecordHeader.at(head, 0);
        for (int at = 0; next.isPresent(); next = VirtioRecordHeader.at(head, at)) {
            VirtioRecordHeader header = next.get();
            int payload = at + VirtioRecordHeader.LENGTH;
            if (!isPlausible(header)) {
                return Match.NONE;
            }
            hasPayload |= header.size() != 0;
            if (header.isDeviceData() && header.size() != 0) {
                boolean hasPartHeader = head.length - payload >= DevicePartType.HEADER_LENGTH;
                return hasPartHeader
                        ? matchPart(head, payload, header.size() - DevicePartType.HEADER_LENGTH)
                        : Match.POSSIBLE;
            }
            if (Long.compareUnsigned(header.size(), head.length) > 0) {
                break;
            }
            at = payload + (int) header.size();
        }
        return hasPayload ? Match.POSSIBLE : Match.NONE;
    }

    /**
     * Accepts a header with one damaged number out of flags and tag. Rejects a size that the driver refuses,
     * because many formats have eight zero bytes at offset 8.
     */
    private static boolean isPlausible(VirtioRecordHeader header) {
        return !header.isTooLarge() && (header.hasOnlyDefinedFlags() || header.isDeviceData());
    }

    /**
     * Matches the header of a device part. Parts of device-specific and reserved types can have any selector, so many
     * other bytes look like their headers. Such a part matches only if its length fits.
     */
    private static Match matchPart(byte[] head, int at, long maxLength) {
        ByteBuffer part =
                ByteBuffer.wrap(head, at, DevicePartType.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int type = Short.toUnsignedInt(part.getShort());
        boolean hasValidFlags = part.get() >>> 1 == 0 && part.get() == 0;
        long selector = part.getLong();
        long length = Integer.toUnsignedLong(part.getInt());
        if (hasValidFlags && (DevicePartType.isDeviceSpecific(type) || DevicePartType.isReservedCommon(type))) {
            return length <= maxLength ? Match.POSSIBLE : Match.NONE;
        }
        boolean common = hasValidFlags
                && DevicePartType.of(type)
                        .filter(known -> known.isValidSelector(selector))
                        .isPresent();
        if (!common) {
            return Match.NONE;
        }
        return length > 0 && length <= maxLength ? Match.LIKELY : Match.POSSIBLE;
    }
}
