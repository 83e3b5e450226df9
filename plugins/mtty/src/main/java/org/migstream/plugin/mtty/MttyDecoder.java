// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.StateException;

/** Reads a header and the ports behind it. */
final class MttyDecoder implements StateDecoder {
    static final String NAME = "mtty";

    /** The fact that decides, and the field that tells it. */
    static final String NR_PORTS = "nr_ports";

    /** No driver binds to it; it is what the card shows to its guest (mtty_create_config_space()). */
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
        boolean foreign =
                identity.pci().filter(pci -> !pci.equals(GUEST_PCI_ID)).isPresent();
        if (MttySignature.hasMagic(head)) {
            return foreign ? Match.LIKELY : Match.CERTAIN;
        }
        boolean own = identity.pci().isPresent() && !foreign;
        return own || !foreign && MttySignature.isPartialOrDamagedHeader(head) ? Match.LIKELY : Match.NONE;
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
                    "the state ends behind its header, which is all that pre-copy sends: nr_ports is "
                            + header.nrPorts() + ", but no port is there"));
            return Completeness.INCOMPLETE;
        }
        boolean sound = header.accepted();
        for (int i = 0; i < header.nrPorts(); i++) {
            sound &= SerialPort.read(in, "ports[" + i + "]");
        }
        long trailing = in.opaqueRest("trailing");
        if (trailing > 0) {
            in.error(
                    "TRAILING_GARBAGE",
                    "bytes behind the last port: " + trailing + "; the kernel refuses so long a state with ENOMEM");
        } else if (sound) {
            in.info("OK", "the state of a card with " + header.nrPorts() + " serial ports is complete");
        }
        return Completeness.COMPLETE;
    }
}
