// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.migstream.spi.Facts;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;

/** Records the packets of all GTs. The maximum number of GTs is 256, because the number of a GT has one byte. */
final class XeGtList {
    private final SortedMap<Integer, XeGt> gts = new TreeMap<>();
    private final LimitedFindings findings;
    private OptionalLong ggttSize = OptionalLong.empty();
    private boolean ggttSizesDiffer;

    XeGtList(LimitedFindings findings) {
        this.findings = findings;
    }

    /**
     * Records a packet that belongs to a GT.
     *
     * @param numberingKnown whether the device is supported, so that the numbering of its GTs is known
     */
    void addPacket(XePacketHeader packet, boolean numberingKnown) {
        XeGt gt = gts.computeIfAbsent(packet.gt(), id -> new XeGt(id, packet.tile()));
        boolean belongs = numberingKnown
                ? packet.tile() == packet.gt() / XeDeviceIds.GTS_PER_TILE
                : packet.tile() <= packet.gt() && packet.tile() == gt.tile();
        if (!belongs) {
            findings.error(
                    "BAD_TILE",
                    "gt " + packet.gt() + " does not belong to tile " + packet.tile()
                            + "; the kernel refuses the packet with EINVAL");
        }
        packet.type().ifPresent(type -> {
            gt.addPacket(packet, type, findings);
            if (type == XePacketType.GGTT) {
                ggttSizesDiffer |= ggttSize.orElse(packet.size()) != packet.size();
                ggttSize = OptionalLong.of(packet.size());
            }
        });
    }

    /**
     * Checks, at the end of the state, that each GT has all packets that the driver always sends.
     *
     * @param numberingKnown whether the device is supported, so that the numbering of its GTs is known; only
     *     then are the main GTs known
     * @return whether no packet is missing
     */
    boolean checkMissingPackets(boolean numberingKnown) {
        boolean complete = gts.containsKey(0);
        if (!complete) {
            reportMissing("all packets", 0);
        }
        for (XeGt gt : gts.values()) {
            complete &= requirePacket(gt, XePacketType.GUC);
            complete &= requirePacket(gt, XePacketType.MMIO);
            if (numberingKnown && gt.hasMainGtNumber()) {
                complete &= requirePacket(gt, XePacketType.GGTT);
            } else if (numberingKnown && gt.hasMainGtPackets()) {
                findings.report(Finding.of(
                        Severity.WARNING,
                        "NOT_MAIN_GT",
                        "gt " + gt.id()
                                + " has GGTT or VRAM packets, but is not a main gt; the kernel fails late, with EIO"));
            }
            if (gt.vram().hasHoles()) {
                complete = false;
                findings.report(Finding.of(
                        Severity.WARNING,
                        "VRAM_COVERAGE",
                        "the packets do not cover all memory of gt " + gt.id() + " up to "
                                + gt.vram().end()));
            }
        }
        return complete;
    }

    /** Returns whether a GT has packets of device memory. */
    boolean hasVram() {
        return gts.values().stream().anyMatch(gt -> gt.hasPacket(XePacketType.VRAM));
    }

    private boolean requirePacket(XeGt gt, XePacketType type) {
        if (!gt.hasPacket(type)) {
            reportMissing("a " + type + " packet", gt.id());
        }
        return gt.hasPacket(type);
    }

    private void reportMissing(String packetName, int gt) {
        findings.report(Finding.of(
                Severity.WARNING,
                "MISSING_PACKET",
                "gt " + gt + " lacks " + packetName + "; the kernel does not check this"));
    }

    /** Reports the GTs, the main GTs and the sizes as facts. */
    void reportFacts(FieldReader in) {
        in.fact(XeFacts.GTS + "." + Facts.COUNT, gts.size());
        gts.forEach((id, gt) -> in.fact(XeFacts.GTS + "." + id, gt.tile()));
        List<XeGt> main = gts.values().stream().filter(XeGt::hasMainGtPackets).toList();
        in.fact(XeFacts.MAIN_GT + "." + Facts.COUNT, main.size());
        for (int i = 0; i < main.size(); i++) {
            in.fact(XeFacts.MAIN_GT + "." + i, main.get(i).id());
        }
        if (ggttSize.isPresent() && !ggttSizesDiffer) {
            in.fact(XeFacts.GGTT_BYTES, ggttSize.getAsLong());
        }
        in.fact(
                XeFacts.VRAM_BYTES,
                gts.values().stream().mapToLong(gt -> gt.vram().end()).max().orElse(0));
    }
}
