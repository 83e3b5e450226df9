// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;

/** All GTs that have sent something; at most 256, because their numbers have a byte. */
final class XeGtList {
    private final SortedMap<Integer, XeGt> gts = new TreeMap<>();
    private final XeLimitedFindings findings;
    private OptionalLong ggttSize = OptionalLong.empty();
    private boolean ggttSizesDiffer;

    XeGtList(XeLimitedFindings complaints) {
        this.findings = complaints;
    }

    /**
     * Takes note of a packet that is of a GT.
     *
     * @param numbered whether it is known how the device's GTs are numbered
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
     * At the end of the state: what should have been sent.
     *
     * @param numbered as before; only then it is known which GTs are main ones
     * @return whether everything was
     */
    boolean checkMissingPackets(boolean numbered) {
        boolean whole = gts.containsKey(0);
        if (!whole) {
            reportMissing("anything", 0);
        }
        for (XeGt gt : gts.values()) {
            whole &= requirePacket(gt, XePacketType.GUC) & requirePacket(gt, XePacketType.MMIO);
            if (numbered && gt.hasMainGtNumber()) {
                whole &= requirePacket(gt, XePacketType.GGTT);
            } else if (numbered && gt.hasMainGtPackets()) {
                findings.reportWholeState(
                        Severity.WARNING,
                        "NOT_MAIN_GT",
                        "gt " + gt.id()
                                + " has sent GGTT or VRAM, but is no main one; the kernel fails late, with EIO");
            }
            if (gt.vram().hasHoles()) {
                whole = false;
                findings.reportWholeState(
                        Severity.WARNING,
                        "VRAM_COVERAGE",
                        "not all memory of gt " + gt.id() + " up to "
                                + gt.vram().end() + " has come");
            }
        }
        return whole;
    }

    private boolean requirePacket(XeGt gt, XePacketType type) {
        if (!gt.hasSent(type)) {
            reportMissing(type.name(), gt.id());
        }
        return gt.hasSent(type);
    }

    private void reportMissing(String what, int gt) {
        findings.reportWholeState(
                Severity.WARNING,
                "MISSING_PACKET",
                "gt " + gt + " has not sent " + what + "; the kernel does not miss it");
    }

    void reportFacts(FieldReader in) {
        in.fact("gts.#", gts.size());
        gts.forEach((id, gt) -> in.fact("gts." + id, gt.tile()));
        List<XeGt> main = gts.values().stream().filter(XeGt::hasMainGtPackets).toList();
        in.fact("main_gt.#", main.size());
        for (int i = 0; i < main.size(); i++) {
            in.fact("main_gt." + i, main.get(i).id());
        }
        if (ggttSize.isPresent() && !ggttSizesDiffer) {
            in.fact("ggtt_bytes", ggttSize.getAsLong());
        }
        in.fact(
                "vram_bytes",
                gts.values().stream().mapToLong(gt -> gt.vram().end()).max().orElse(0));
    }
}
