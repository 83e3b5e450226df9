// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.EnumSet;
import java.util.Set;

/** What one GT has sent. */
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

    boolean hasSent(XePacketType type) {
        return seenTypes.contains(type);
    }

    /** Whether it sent what only a main GT has: the page tables and the memory of its tile. */
    boolean hasMainGtPackets() {
        return hasSent(XePacketType.GGTT) || hasSent(XePacketType.VRAM);
    }

    /** Whether the GTs of the devices that are known are numbered so that this is a main one. */
    boolean hasMainGtNumber() {
        return id % XeDeviceIds.GTS_PER_TILE == 0;
    }

    void addPacket(XePacketHeader packet, XePacketType type, XeLimitedFindings complaints) {
        if (hasSent(type) && type != XePacketType.VRAM) {
            complaints.warning("DUPLICATE_PACKET", "another " + type + " packet of the same gt; the kernel loads both");
        }
        if (type.sendOrder() < lastType.sendOrder()) {
            complaints.warning(
                    "PACKET_ORDER", "a " + type + " packet after " + lastType + "; a driver sends it before");
        }
        seenTypes.add(type);
        lastType = type;
        if (type == XePacketType.VRAM) {
            addVram(packet.offset(), packet.offset() + packet.size(), complaints);
        }
    }

    private void addVram(long from, long end, XeLimitedFindings complaints) {
        if (from < 0 || end < from || end > XePacketHeader.MAX_VRAM) {
            complaints.error(
                    "VRAM_RANGE", "the packet reaches beyond any memory; the kernel refuses it late, with EIO");
        } else if (from < end && vram.addRange(from, end)) {
            complaints.warning("VRAM_COVERAGE", "memory that has come before; the kernel takes what comes last");
        }
    }
}
