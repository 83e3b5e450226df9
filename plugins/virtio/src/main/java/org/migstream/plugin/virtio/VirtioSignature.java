// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.spi.Match;

/**
 * Recognizes the format by its first bytes. The headers of records are those of {@code mlx5_vfio_pci} too; the header of
 * the first part tells the two apart.
 */
final class VirtioSignature {
    private VirtioSignature() {}

    /**
     * What the bytes alone say.
     *
     * @return LIKELY with a part that all devices have, POSSIBLE with another one or with records so large or few that
     *     none can be seen, else NONE
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

    /** Damage may have hit one of the three numbers; that the other two are right by chance is next to impossible. */
    private static boolean isPlausible(VirtioRecordHeader header) {
        return header.isTooLarge()
                ? header.flags() == 0 && header.isDeviceData()
                : header.hasOnlyDefinedFlags() || header.isDeviceData();
    }

    /**
     * A part of a device's own type may select what it likes, and about a reserved one nothing is known, so they look like
     * much else; their length shall fit.
     */
    private static Match matchPart(byte[] head, int at, long longest) {
        ByteBuffer part =
                ByteBuffer.wrap(head, at, DevicePartType.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int type = Short.toUnsignedInt(part.getShort());
        boolean flagged = part.get() >>> 1 == 0 && part.get() == 0;
        long selector = part.getLong();
        if (flagged && (DevicePartType.isDeviceSpecific(type) || DevicePartType.isReservedCommon(type))) {
            return Integer.toUnsignedLong(part.getInt()) <= longest ? Match.POSSIBLE : Match.NONE;
        }
        boolean common = flagged
                && DevicePartType.of(type)
                        .filter(known -> known.isValidSelector(selector))
                        .isPresent();
        return common ? Match.LIKELY : Match.NONE;
    }
}
