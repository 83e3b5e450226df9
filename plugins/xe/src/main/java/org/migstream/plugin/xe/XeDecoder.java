// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/**
 * Recognizes and reads a sequence of packets. The format has no magic number. A valid state starts with a header of which
 * 22 bytes are known, followed by a known key, which is just as certain. Other first bytes prove little: they also match
 * a record of mlx5 or virtio, whose first eight bytes are a size.
 */
final class XeDecoder implements StateDecoder {
    private static final int FLAGS_OFFSET = 4;
    private static final int OFFSET_OFFSET = 8;
    private static final int SIZE_OFFSET = 16;

    /** The largest plausible descriptor, in bytes; known ones have 16. */
    private static final long MAX_DESCRIPTOR_SIZE = 4096;

    @Override
    public String name() {
        return XePlugin.NAME;
    }

    @Override
    public List<PciId> devices() {
        return XeDeviceIds.ALL;
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        Optional<PciId> pci = identity.pci();
        boolean ours = pci.filter(XeDeviceIds.ALL::contains).isPresent();
        Match structure = matchHead(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
        if (structure == Match.CERTAIN) {
            return ours || pci.isEmpty() ? Match.CERTAIN : Match.LIKELY;
        }
        if (ours) {
            return Match.LIKELY;
        }
        return pci.isEmpty() ? structure : Match.NONE;
    }

    private static Match matchHead(ByteBuffer head) {
        if (head.limit() < OFFSET_OFFSET) {
            return Match.NONE;
        }
        boolean plain = isZero(head, FLAGS_OFFSET, SIZE_OFFSET);
        Match described = head.get(1) == XePacketType.DESCRIPTOR.code() ? matchDescriptor(head, plain) : Match.NONE;
        if (head.get(0) != XePacketHeader.VERSION) {
            return described == Match.CERTAIN ? Match.LIKELY : Match.NONE;
        }
        if (head.get(1) == XePacketType.DESCRIPTOR.code()) {
            return described;
        }
        boolean sized = head.limit() >= XePacketHeader.SIZE
                && head.getLong(SIZE_OFFSET) > 0
                && head.getLong(SIZE_OFFSET) <= Integer.MAX_VALUE;
        return plain && sized && XePacketType.of(head.get(1)).isPresent() ? Match.POSSIBLE : Match.NONE;
    }

    /** Accepts unexpected flags if a known key follows. */
    private static Match matchDescriptor(ByteBuffer head, boolean plain) {
        if (head.limit() < XePacketHeader.SIZE + Integer.BYTES) {
            return plain ? Match.POSSIBLE : Match.NONE;
        }
        long size = head.getLong(SIZE_OFFSET);
        boolean sized = size >= 0 && size <= MAX_DESCRIPTOR_SIZE;
        if ((plain || sized) && hasKnownKey(head)) {
            return Match.CERTAIN;
        }
        if (!plain || !sized) {
            return Match.NONE;
        }
        return size % Integer.BYTES == 0 && nextValueOffset(head, 0) <= size ? Match.LIKELY : Match.POSSIBLE;
    }

    /** Looks for a known key in the values that are completely visible. */
    private static boolean hasKnownKey(ByteBuffer head) {
        boolean known = false;
        for (int at = 0;
                !known && XePacketHeader.SIZE + at + Integer.BYTES <= head.limit();
                at = nextValueOffset(head, at)) {
            int key = Short.toUnsignedInt(head.getShort(XePacketHeader.SIZE + at + Short.BYTES));
            known = key == XeDescriptor.DEVID_KEY || key == XeDescriptor.REVID_KEY;
        }
        return known;
    }

    /** Returns the offset in the payload at which the next value starts. */
    private static int nextValueOffset(ByteBuffer head, int at) {
        return at + Integer.BYTES * (1 + Short.toUnsignedInt(head.getShort(XePacketHeader.SIZE + at)));
    }

    /** Tests the bytes that exist; the head may end before {@code end}. */
    private static boolean isZero(ByteBuffer head, int from, int end) {
        return IntStream.range(from, Math.min(end, head.limit())).allMatch(i -> head.get(i) == 0);
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new XeStateReader(in).read();
    }
}
