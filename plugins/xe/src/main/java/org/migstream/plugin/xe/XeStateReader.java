// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;
import org.migstream.spi.Symbols;

/** Reads the packets of one state, up to the trailer. */
final class XeStateReader {
    private static final int MAX_FINDINGS_PER_CODE = 8;
    private static final int PTE_SIZE = Long.BYTES;
    private static final int FLAG_REGISTERS = 4;
    private static final long MMIO_SIZE = FLAG_REGISTERS * Integer.BYTES;

    private final FieldReader in;
    private final LimitedFindings findings;
    private final XeDescriptor descriptor;
    private final XeGtList gts;
    private long packets;
    private boolean descriptorSeen;
    private boolean trailerSeen;

    XeStateReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, MAX_FINDINGS_PER_CODE);
        descriptor = new XeDescriptor(in, findings);
        gts = new XeGtList(findings);
    }

    Completeness read() throws IOException {
        try {
            while (!trailerSeen && !in.isExhausted()) {
                in.group("packets[" + packets + "]", this::readPacket);
                packets++;
            }
            return finish();
        } finally {
            descriptor.reportFacts();
            gts.reportFacts(in);
            findings.reportSuppressed();
        }
    }

    private Completeness finish() throws IOException {
        boolean complete = trailerSeen;
        if (!trailerSeen) {
            findings.report(Finding.of(
                    Severity.ERROR,
                    StateException.TRUNCATED,
                    "the state ends without a trailer; the kernel waits for one and fails with ETIMEDOUT"));
        } else {
            complete = gts.checkMissingPackets(hasSupportedDevice());
            if (!in.isExhausted()) {
                in.opaqueRest("trailing");
                findings.warning(
                        "TRAILING_GARBAGE", "bytes follow the trailer, but the trailer should be the last packet");
            }
        }
        descriptor.checkKeys();
        checkDevice();
        if (findings.worst() == Severity.INFO) {
            in.info("OK", "complete state");
        }
        return complete ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private boolean hasSupportedDevice() {
        return descriptor.devid().stream().anyMatch(XeDeviceIds::isSupported);
    }

    /**
     * Checks that the GPU is known, and that it has memory if the state has packets of memory: {@code
     * pf_restore_vf_vram_mig_data()} in {@code xe_gt_sriov_pf_migration.c} of Linux 7.2 returns ENXIO without memory.
     */
    private void checkDevice() {
        if (descriptor.devid().isEmpty()) {
            return;
        }
        String gpu = "0x" + Long.toHexString(descriptor.devid().getAsLong());
        if (!hasSupportedDevice()) {
            findings.report(Finding.of(
                    Severity.WARNING,
                    "UNKNOWN_GPU",
                    "the GPU " + gpu + " is not among those of xe_vfio_pci in Linux 7.2: whether it has the gts and the"
                            + " memory of this state is unknown"));
        } else if (gts.hasVram() && XeDeviceIds.isIntegrated(descriptor.devid().getAsLong())) {
            findings.report(Finding.of(
                    Severity.ERROR,
                    "NO_VRAM",
                    "the state has packets of device memory, but the GPU " + gpu
                            + " has no memory of its own; the kernel"
                            + " accepts the packets and then fails with EIO when it loads them"));
        }
    }

    private void readPacket() throws IOException {
        XePacketHeader packet = XePacketHeader.read(in, findings);
        Optional<XePacketType> type = packet.type();
        if (type.isPresent()) {
            checkHeader(packet, type.get());
        }
        if (type.filter(XePacketType::isDeviceLevel).isEmpty()) {
            gts.addPacket(packet, hasSupportedDevice());
        }
        in.record("payload", packet.size(), () -> readPayload(type));
    }

    private void checkHeader(XePacketHeader packet, XePacketType type) {
        if (type.isDeviceLevel() && !packet.isDeviceLevel()) {
            findings.error(
                    "BAD_TILE", "the " + type + " packet must have tile 0 and gt 0; the kernel refuses it with EINVAL");
        }
        if (type != XePacketType.VRAM && type != XePacketType.TRAILER && packet.offset() != 0) {
            findings.warning("PACKET_OFFSET", "the " + type + " packet has an offset; the kernel ignores it");
        }
        switch (type) {
            case DESCRIPTOR -> checkDescriptorPosition();
            case TRAILER -> checkTrailer(packet);
            case GGTT ->
                checkSize(packet.size() > 0 && packet.size() % PTE_SIZE == 0, type, packet, "whole entries of 8 bytes");
            case MMIO -> checkSize(packet.size() == MMIO_SIZE, type, packet, "4 registers, 16 bytes");
            case GUC ->
                checkSize(packet.size() > 0 && packet.size() % Integer.BYTES == 0, type, packet, "words of 4 bytes");
            case VRAM -> checkSize(packet.size() > 0, type, packet, "some memory");
        }
    }

    private void checkDescriptorPosition() {
        if (descriptorSeen) {
            findings.warning("DUPLICATE_PACKET", "the state has a second descriptor; the kernel compares both");
        } else if (packets > 0) {
            findings.warning(
                    "DESCRIPTOR_NOT_FIRST",
                    "the descriptor is not the first packet; the kernel loads the packets before it without a check");
        }
        descriptorSeen = true;
    }

    private void checkTrailer(XePacketHeader packet) {
        if (packet.offset() != 0 || packet.size() != 0) {
            findings.error("BAD_TRAILER", "the trailer is not empty; the kernel refuses it with EINVAL");
        }
        trailerSeen = true;
    }

    private void checkSize(boolean valid, XePacketType type, XePacketHeader packet, String expected) {
        if (!valid) {
            findings.error(
                    "PACKET_SIZE",
                    "the size of the " + type + " packet is " + packet.size() + ", but it should hold " + expected);
        }
    }

    private void readPayload(Optional<XePacketType> type) throws IOException {
        if (type.isEmpty()) {
            in.opaqueRest("data");
            return;
        }
        switch (type.get()) {
            case DESCRIPTOR -> descriptor.read();
            case GGTT -> in.opaqueRest("ptes");
            case MMIO -> readMmio();
            case GUC -> in.opaqueRest("dwords");
            case VRAM -> in.opaqueRest("memory");
            case TRAILER -> in.opaqueRest("data");
        }
    }

    private void readMmio() throws IOException {
        if (in.remaining() != MMIO_SIZE) {
            in.opaqueRest("data");
            return;
        }
        for (int i = 0; i < FLAG_REGISTERS; i++) {
            in.u32("vf_sw_flag[" + i + "]", Symbols.HEXADECIMAL);
        }
    }
}
