// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;
import org.migstream.spi.Symbols;

/** One state while it is read: packet after packet, up to the trailer. */
final class XeState {
    private static final int PTE = Long.BYTES;
    private static final int FLAG_REGISTERS = 4;
    private static final long MMIO_SIZE = FLAG_REGISTERS * Integer.BYTES;

    private final FieldReader in;
    private final Complaints complaints;
    private final Descriptor descriptor;
    private final Gts gts;
    private long packets;
    private boolean described;
    private boolean ended;

    XeState(FieldReader in) {
        this.in = in;
        complaints = new Complaints(in);
        descriptor = new Descriptor(in, complaints);
        gts = new Gts(complaints);
    }

    Completeness read() throws IOException {
        try {
            while (!ended && !in.exhausted()) {
                in.group("packets[" + packets + "]", this::packet);
                packets++;
            }
            return end();
        } finally {
            descriptor.tellFacts();
            gts.tellFacts(in);
            complaints.sumUp();
        }
    }

    private Completeness end() throws IOException {
        boolean whole = ended;
        if (!ended) {
            complaints.ofTheWhole(
                    Severity.ERROR,
                    StateException.TRUNCATED,
                    "the state ends without a trailer; the kernel waits for it and fails with ETIMEDOUT");
        } else {
            whole = gts.check(hasKnownDevice());
            if (!in.exhausted()) {
                in.opaqueRest("trailing");
                complaints.warning("TRAILING_GARBAGE", "bytes after the trailer, which should be the last packet");
            }
        }
        descriptor.check();
        if (complaints.none()) {
            in.info("OK", "complete state");
        }
        return whole ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private boolean hasKnownDevice() {
        return descriptor.devid().stream().anyMatch(XeDevices::knows);
    }

    private void packet() throws IOException {
        PacketHeader packet = PacketHeader.read(in, complaints);
        Optional<PacketType> type = packet.type();
        if (type.isPresent()) {
            check(packet, type.get());
        }
        if (type.filter(PacketType::isOfTheDevice).isEmpty()) {
            gts.take(packet, hasKnownDevice());
        }
        in.record("payload", packet.size(), () -> payload(type));
    }

    private void check(PacketHeader packet, PacketType type) {
        if (type.isOfTheDevice() && !packet.isOfTheDevice()) {
            complaints.error(
                    "BAD_TILE", "the " + type + " must be of tile 0 and gt 0; the kernel refuses it with EINVAL");
        }
        if (type != PacketType.VRAM && type != PacketType.TRAILER && packet.offset() != 0) {
            complaints.warning(
                    "PACKET_OFFSET", "a " + type + " packet with an offset, which the kernel never looks at");
        }
        switch (type) {
            case DESCRIPTOR -> descriptorComes();
            case TRAILER -> trailerComes(packet);
            case GGTT -> wants(packet.size() > 0 && packet.size() % PTE == 0, type, packet, "whole entries of 8 bytes");
            case MMIO -> wants(packet.size() == MMIO_SIZE, type, packet, "4 registers, 16 bytes");
            case GUC ->
                wants(packet.size() > 0 && packet.size() % Integer.BYTES == 0, type, packet, "words of 4 bytes");
            case VRAM -> wants(packet.size() > 0, type, packet, "some memory");
        }
    }

    private void descriptorComes() {
        if (described) {
            complaints.warning("DUPLICATE_PACKET", "another descriptor; the kernel compares each");
        } else if (packets > 0) {
            complaints.warning("DESCRIPTOR_NOT_FIRST", "what came before has been loaded unchecked");
        }
        described = true;
    }

    private void trailerComes(PacketHeader packet) {
        if (packet.offset() != 0 || packet.size() != 0) {
            complaints.error("BAD_TRAILER", "the trailer must be empty; the kernel refuses it with EINVAL");
        }
        ended = true;
    }

    private void wants(boolean met, PacketType type, PacketHeader packet, String what) {
        if (!met) {
            complaints.error(
                    "PACKET_SIZE", "a " + type + " packet of " + packet.size() + " bytes, but it should hold " + what);
        }
    }

    private void payload(Optional<PacketType> type) throws IOException {
        if (type.isEmpty()) {
            in.opaqueRest("data");
            return;
        }
        switch (type.get()) {
            case DESCRIPTOR -> descriptor.read();
            case GGTT -> in.opaqueRest("ptes");
            case MMIO -> registers();
            case GUC -> in.opaqueRest("dwords");
            case VRAM -> in.opaqueRest("memory");
            case TRAILER -> in.opaqueRest("data");
        }
    }

    private void registers() throws IOException {
        if (in.remaining() != MMIO_SIZE) {
            in.opaqueRest("data");
            return;
        }
        for (int i = 0; i < FLAG_REGISTERS; i++) {
            in.u32("vf_sw_flag[" + i + "]", Symbols.HEXADECIMAL);
        }
    }
}
