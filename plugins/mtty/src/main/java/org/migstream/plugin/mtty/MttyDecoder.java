// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Field;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;

/** Recognizes and reads the states of mtty: a header, followed by the ports. */
final class MttyDecoder implements StateDecoder {
    static final String NAME = "mtty";

    /** The field with the number of ports, and the fact that {@link MttyRule} compares. */
    static final String NR_PORTS = "nr_ports";

    /** The id that the guest sees (mtty_create_config_space()); no driver of the host binds to it. */
    private static final PciId GUEST_PCI_ID = new PciId(0x4348, 0x3253);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return List.of(GUEST_PCI_ID);
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        boolean hasOtherId =
                identity.pci().filter(pci -> !pci.equals(GUEST_PCI_ID)).isPresent();
        if (MttySignature.hasMagic(head)) {
            return hasOtherId ? Match.LIKELY : Match.CERTAIN;
        }
        boolean hasMttyId = identity.pci().isPresent() && !hasOtherId;
        if (hasMttyId || !hasOtherId && MttySignature.isTruncatedMagic(head)) {
            return Match.LIKELY;
        }
        return !hasOtherId && MttySignature.isDamagedHeader(head) ? Match.POSSIBLE : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        MttyHeader header = MttyHeader.read(in);
        if (!header.layoutKnown()) {
            in.opaqueRest("ports");
            return Completeness.UNKNOWN;
        }
        if (in.isExhausted()) {
            in.report(Finding.at(
                    in.position(),
                    Severity.ERROR,
                    StateException.TRUNCATED,
                    "the state ends after its header (pre-copy sends only the header): nr_ports is " + header.nrPorts()
                            + ", but all ports are missing"));
            return Completeness.INCOMPLETE;
        }
        boolean valid = header.accepted();
        for (int i = 0; i < header.nrPorts(); i++) {
            valid &= SerialPort.read(in, "ports[" + i + "]");
        }
        long trailing = in.opaqueRest("trailing");
        if (trailing > 0) {
            in.error(
                    "TRAILING_GARBAGE",
                    "trailing bytes after the last port: " + trailing + "; the kernel refuses them with ENOMEM");
        } else if (valid) {
            in.info("OK", "the state is complete; number of serial ports: " + header.nrPorts());
        }
        return Completeness.COMPLETE;
    }

    /** {@code nr_ports} in the header gives the length of a state. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }

    /** The ports follow the header only in STOP_COPY. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }

    /** The fifo, and the registers in which the port keeps a byte of the guest (handle_bar_write()). */
    @Override
    public boolean isContent(Field field) {
        return SerialPort.GUEST_BYTES.contains(field.name()) || StateDecoder.super.isContent(field);
    }
}
