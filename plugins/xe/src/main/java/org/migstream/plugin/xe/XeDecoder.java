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
 * Recognizes and reads a sequence of packets. The format has no magic number. But 22 bytes of the first header have
 * known values and a known key follows, which identifies a state as reliably as a magic number. Other first bytes prove
 * little: they also match a record of mlx5 or virtio, whose first eight bytes are a size.
 */
final class XeDecoder implements StateDecoder {
    private static final int FLAGS_OFFSET = 4;
    private static final int OFFSET_OFFSET = 8;
    private static final int SIZE_OFFSET = 16;

    /** Maximum plausible size of a descriptor, in bytes; known descriptors have 16 bytes. */
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
        boolean hasDriverId = pci.filter(XeDeviceIds.ALL::contains).isPresent();
        Match structure = matchHead(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
        if (structure == Match.CERTAIN) {
            return hasDriverId || pci.isEmpty() ? Match.CERTAIN : Match.LIKELY;
        }
        if (hasDriverId) {
            return Match.LIKELY;
        }
        return pci.isEmpty() ? structure : Match.NONE;
    }

    private static Match matchHead(ByteBuffer head) {
        if (head.limit() < OFFSET_OFFSET) {
            return Match.NONE;
        }
        boolean hasZeroFlagsAndOffset = isZero(head, FLAGS_OFFSET, SIZE_OFFSET);
        Match descriptorMatch = head.get(1) == XePacketType.DESCRIPTOR.code()
                ? matchDescriptor(head, hasZeroFlagsAndOffset)
                : Match.NONE;
        if (head.get(0) != XePacketHeader.VERSION) {
            return descriptorMatch == Match.CERTAIN ? Match.LIKELY : Match.NONE;
        }
        if (head.get(1) == XePacketType.DESCRIPTOR.code()) {
            return descriptorMatch;
        }
        boolean hasValidSize = head.limit() >= XePacketHeader.SIZE
                && head.getLong(SIZE_OFFSET) > 0
                && head.getLong(SIZE_OFFSET) <= Integer.MAX_VALUE;
        return hasZeroFlagsAndOffset
                        && hasValidSize
                        && XePacketType.of(head.get(1)).isPresent()
                ? Match.POSSIBLE
                : Match.NONE;
    }

    /** Matches the header and the values of a descriptor. Unexpected flags are accepted if a known key follows. */
    private static Match matchDescriptor(ByteBuffer head, boolean hasZeroFlagsAndOffset) {
        if (head.limit() < XePacketHeader.SIZE + Integer.BYTES) {
            return hasZeroFlagsAndOffset ? Match.POSSIBLE : Match.NONE;
        }
        long size = head.getLong(SIZE_OFFSET);
        boolean hasValidSize = size >= 0 && size <= MAX_DESCRIPTOR_SIZE;
        if ((hasZeroFlagsAndOffset || hasValidSize) && hasKnownKey(head)) {
            return Match.CERTAIN;
        }
        return hasZeroFlagsAndOffset && hasValidSize ? Match.POSSIBLE : Match.NONE;
    }

    /** Returns whether {@code head} contains a known key. */
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

    /** Returns whether the existing bytes of the range are 0; the head may end before {@code end}. */
    private static boolean isZero(ByteBuffer head, int from, int end) {
        return IntStream.range(from, Math.min(end, head.limit())).allMatch(i -> head.get(i) == 0);
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new XeStateReader(in).read();
    }

    /** The trailer is the last packet of a state. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }

    /** The driver has no pre-copy. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }
}
