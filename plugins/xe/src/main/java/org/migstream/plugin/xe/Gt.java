// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.EnumSet;
import java.util.Set;

/** What one GT has sent. */
final class Gt {
    private final int id;
    private final int tile;
    private final Set<PacketType> seen = EnumSet.noneOf(PacketType.class);
    private final Vram vram = new Vram();
    private PacketType last = PacketType.DESCRIPTOR;

    Gt(int id, int tile) {
        this.id = id;
        this.tile = tile;
    }

    int id() {
        return id;
    }

    int tile() {
        return tile;
    }

    Vram vram() {
        return vram;
    }

    boolean hasSent(PacketType type) {
        return seen.contains(type);
    }

    /** Whether it sent what only a main GT has: the page tables and the memory of its tile. */
    boolean actsAsMain() {
        return hasSent(PacketType.GGTT) || hasSent(PacketType.VRAM);
    }

    /** Whether the GTs of the devices that are known are numbered so that this is a main one. */
    boolean isNumberedAsMain() {
        return id % XeDevices.GTS_PER_TILE == 0;
    }

    void take(PacketHeader packet, PacketType type, Complaints complaints) {
        if (hasSent(type) && type != PacketType.VRAM) {
            complaints.warning("DUPLICATE_PACKET", "another " + type + " packet of the same gt; the kernel loads both");
        }
        if (type.turn() < last.turn()) {
            complaints.warning("PACKET_ORDER", "a " + type + " packet after " + last + "; a driver sends it before");
        }
        seen.add(type);
        last = type;
        if (type == PacketType.VRAM) {
            memory(packet.offset(), packet.offset() + packet.size(), complaints);
        }
    }

    private void memory(long from, long end, Complaints complaints) {
        if (from < 0 || end < from || end > PacketHeader.MAX_VRAM) {
            complaints.error(
                    "VRAM_RANGE", "the packet reaches beyond any memory; the kernel refuses it late, with EIO");
        } else if (from < end && vram.add(from, end)) {
            complaints.warning("VRAM_COVERAGE", "memory that has come before; the kernel takes what comes last");
        }
    }
}
