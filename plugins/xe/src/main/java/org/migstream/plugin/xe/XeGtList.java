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

/** Records the packets of all GTs. There are at most 256, because the number of a GT has one byte. */
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
     * @param numbered whether the numbering of the device's GTs is known
     */
    void addPacket(XePacketHeader packet, boolean numbered) {
        XeGt gt = gts.computeIfAbsent(packet.gt(), id -> new XeGt(id, packet.tile()));
        boolean belongs = numbered
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
     * Checks, at the end of the state, that each GT sent the packets that the driver always sends.
     *
     * @param numbered whether the numbering of the device's GTs is known; only then the main GTs are known
     * @return whether no packet is missing
     */
    boolean checkMissingPackets(boolean numbered) {
        boolean whole = gts.containsKey(0);
        if (!whole) {
            reportMissing("any packet", 0);
        }
        for (XeGt gt : gts.values()) {
            whole &= requirePacket(gt, XePacketType.GUC) & requirePacket(gt, XePacketType.MMIO);
            if (numbered && gt.hasMainGtNumber()) {
                whole &= requirePacket(gt, XePacketType.GGTT);
            } else if (numbered && gt.hasMainGtPackets()) {
                findings.report(Finding.of(
                        Severity.WARNING,
                        "NOT_MAIN_GT",
                        "gt " + gt.id()
                                + " has GGTT or VRAM packets, but is not a main gt; the kernel fails late, with EIO"));
            }
            if (gt.vram().hasHoles()) {
                whole = false;
                findings.report(Finding.of(
                        Severity.WARNING,
                        "VRAM_COVERAGE",
                        "the packets do not cover all memory of gt " + gt.id() + " up to "
                                + gt.vram().end()));
            }
        }
        return whole;
    }

    private boolean requirePacket(XeGt gt, XePacketType type) {
        if (!gt.hasSent(type)) {
            reportMissing("a " + type + " packet", gt.id());
        }
        return gt.hasSent(type);
    }

    private void reportMissing(String what, int gt) {
        findings.report(Finding.of(
                Severity.WARNING,
                "MISSING_PACKET",
                "gt " + gt + " has not sent " + what + "; the kernel does not check that"));
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
