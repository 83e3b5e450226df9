// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;

/** All GTs that have sent something; at most 256, because their numbers have a byte. */
final class Gts {
    private final SortedMap<Integer, Gt> gts = new TreeMap<>();
    private final Complaints complaints;
    private OptionalLong ggtt = OptionalLong.empty();
    private boolean ggttsDiffer;

    Gts(Complaints complaints) {
        this.complaints = complaints;
    }

    /**
     * Takes note of a packet that is of a GT.
     *
     * @param numbered whether it is known how the device's GTs are numbered
     */
    void take(PacketHeader packet, boolean numbered) {
        Gt gt = gts.computeIfAbsent(packet.gt(), id -> new Gt(id, packet.tile()));
        boolean belongs = numbered
                ? packet.tile() == packet.gt() / XeDevices.GTS_PER_TILE
                : packet.tile() <= packet.gt() && packet.tile() == gt.tile();
        if (!belongs) {
            complaints.error(
                    "BAD_TILE",
                    "gt " + packet.gt() + " does not belong to tile " + packet.tile()
                            + "; the kernel refuses the packet with EINVAL");
        }
        packet.type().ifPresent(type -> {
            gt.take(packet, type, complaints);
            if (type == PacketType.GGTT) {
                ggttsDiffer |= ggtt.orElse(packet.size()) != packet.size();
                ggtt = OptionalLong.of(packet.size());
            }
        });
    }

    /**
     * At the end of the state: what should have been sent.
     *
     * @param numbered as before; only then it is known which GTs are main ones
     * @return whether everything was
     */
    boolean check(boolean numbered) {
        boolean whole = gts.containsKey(0);
        if (!whole) {
            missing("anything", 0);
        }
        for (Gt gt : gts.values()) {
            whole &= has(gt, PacketType.GUC) & has(gt, PacketType.MMIO);
            if (numbered && gt.isNumberedAsMain()) {
                whole &= has(gt, PacketType.GGTT);
            } else if (numbered && gt.actsAsMain()) {
                complaints.ofTheWhole(
                        Severity.WARNING,
                        "NOT_MAIN_GT",
                        "gt " + gt.id()
                                + " has sent GGTT or VRAM, but is no main one; the kernel fails late, with EIO");
            }
            if (gt.vram().hasHoles()) {
                whole = false;
                complaints.ofTheWhole(
                        Severity.WARNING,
                        "VRAM_COVERAGE",
                        "not all memory of gt " + gt.id() + " up to "
                                + gt.vram().extent() + " has come");
            }
        }
        return whole;
    }

    private boolean has(Gt gt, PacketType type) {
        if (!gt.hasSent(type)) {
            missing(type.name(), gt.id());
        }
        return gt.hasSent(type);
    }

    private void missing(String what, int gt) {
        complaints.ofTheWhole(
                Severity.WARNING,
                "MISSING_PACKET",
                "gt " + gt + " has not sent " + what + "; the kernel does not miss it");
    }

    void tellFacts(FieldReader in) {
        in.fact("gts.#", gts.size());
        gts.forEach((id, gt) -> in.fact("gts." + id, gt.tile()));
        List<Gt> main = gts.values().stream().filter(Gt::actsAsMain).toList();
        in.fact("main_gt.#", main.size());
        for (int i = 0; i < main.size(); i++) {
            in.fact("main_gt." + i, main.get(i).id());
        }
        if (ggtt.isPresent() && !ggttsDiffer) {
            in.fact("ggtt_bytes", ggtt.getAsLong());
        }
        in.fact(
                "vram_bytes",
                gts.values().stream().mapToLong(gt -> gt.vram().extent()).max().orElse(0));
    }
}
