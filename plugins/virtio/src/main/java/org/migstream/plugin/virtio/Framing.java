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
final class Framing {
    private Framing() {}

    /**
     * What the bytes alone say.
     *
     * @return LIKELY with a part, POSSIBLE if there are records but no place where one could be seen, else NONE
     */
    static Match match(byte[] head) {
        boolean filled = false;
        Optional<RecordHeader> next = RecordHeader.at(head, 0);
        for (int at = 0; next.isPresent(); next = RecordHeader.at(head, at)) {
            RecordHeader header = next.get();
            int payload = at + RecordHeader.LENGTH;
            if (!sane(header)) {
                return Match.NONE;
            }
            filled |= header.size() != 0;
            if (header.deviceData() && header.size() != 0) {
                boolean visible = head.length - payload >= PartType.HEADER;
                return visible ? part(head, payload) : Match.POSSIBLE;
            }
            if (Long.compareUnsigned(header.size(), head.length) > 0) {
                break;
            }
            at = payload + (int) header.size();
        }
        return filled ? Match.POSSIBLE : Match.NONE;
    }

    /** Damage may have hit one of the three numbers; that two are right by chance happens once in 2^60 times. */
    private static boolean sane(RecordHeader header) {
        int right = header.tooLarge() ? 0 : 1;
        right += header.flagsDefined() ? 1 : 0;
        right += header.deviceData() ? 1 : 0;
        return right > 1;
    }

    private static Match part(byte[] head, int at) {
        ByteBuffer part = ByteBuffer.wrap(head, at, PartType.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int type = Short.toUnsignedInt(part.getShort());
        boolean flagged = part.get() >>> 1 == 0 && part.get() == 0;
        long selector = part.getLong();
        boolean selected = PartType.deviceSpecific(type)
                || PartType.of(type).filter(known -> known.selects(selector)).isPresent();
        return flagged && selected ? Match.LIKELY : Match.NONE;
    }
}
