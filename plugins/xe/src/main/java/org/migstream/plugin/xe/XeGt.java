// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.EnumSet;
import java.util.Set;
import org.migstream.spi.LimitedFindings;

/** Records the packets of one GT. */
final class XeGt {
    private final int id;
    private final int tile;
    private final Set<XePacketType> seenTypes = EnumSet.noneOf(XePacketType.class);
    private final VramCoverage vram = new VramCoverage();
    private XePacketType lastType = XePacketType.DESCRIPTOR;

    XeGt(int id, int tile) {
        this.id = id;
        this.tile = tile;
    }

    int id() {
        return id;
    }

    int tile() {
        return tile;
    }

    VramCoverage vram() {
        return vram;
    }

    boolean hasPacket(XePacketType type) {
        return seenTypes.contains(type);
    }

    /** Returns whether the GT has packets that only a main GT has: GGTT or VRAM. */
    boolean hasMainGtPackets() {
        return hasPacket(XePacketType.GGTT) || hasPacket(XePacketType.VRAM);
    }

    /** Returns whether this is a main GT, by the numbering of the supported devices. */
    boolean hasMainGtNumber() {
        return id % XeDeviceIds.GTS_PER_TILE == 0;
    }

    void addPacket(XePacketHeader packet, XePacketType type, LimitedFindings findings) {
        if (hasPacket(type) && type != XePacketType.VRAM) {
            findings.warning("DUPLICATE_PACKET", "the gt has a second " + type + " packet; the kernel loads both");
        }
        if (type.sendOrder() < lastType.sendOrder()) {
            findings.warning(
                    "PACKET_ORDER",
                    "a " + type + " packet follows a " + lastType + " packet; the driver sends " + type + " before "
                            + lastType);
        }
        seenTypes.add(type);
        lastType = type;
        if (type == XePacketType.VRAM) {
            addVram(packet.offset(), packet.offset() + packet.size(), findings);
        }
    }

    private void addVram(long from, long end, LimitedFindings findings) {
        if (from < 0 || end < from || end > XePacketHeader.MAX_VRAM) {
            findings.error(
                    "VRAM_RANGE",
                    "the packet exceeds the memory of any device; the kernel accepts it, and fails with EIO when it"
                            + " loads the packet");
        } else if (from < end && vram.addRange(from, end)) {
            findings.warning("VRAM_COVERAGE", "the packet overlaps an earlier one; the kernel uses the last");
        }
    }
}
