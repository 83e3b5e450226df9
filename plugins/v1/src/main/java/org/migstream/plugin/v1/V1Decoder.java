// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads the states of {@code sim:v1}. */
final class V1Decoder implements StateDecoder {
    static final String NAME = "v1";

    /** The fact with the identity of the device, which {@link V1Rule} compares. */
    static final String IDENTITY = "identity";

    /** The fact with the size of the content, in bytes, which {@link V1Rule} compares. */
    static final String SIZE = "size";

    /**
     * The id of the simulated device: that of QEMU's edu device (docs/specs/edu.rst). The driver of a real edu device may
     * write any other state.
     */
    private static final PciId PCI_ID = new PciId(0x1234, 0x11e8);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return List.of(PCI_ID);
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        boolean hasOwnId = identity.pci().filter(PCI_ID::equals).isPresent();
        if (V1ChunkHeader.startsWithMagic(head)) {
            return hasOwnId || identity.pci().isEmpty() ? Match.CERTAIN : Match.LIKELY;
        }
        return hasOwnId && V1ChunkHeader.resemblesHeader(head) ? Match.LIKELY : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new V1StateReader(in).read();
    }

    /** END is the last chunk of a sequence and counts its chunks and bytes. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }

    /** A new SEQUENCE makes the target drop the sequence before it. */
    @Override
    public boolean acceptsRestart() {
        return true;
    }

    /** Each entry to SAVING without RUNNING begins a sequence; PREVIEW chunks alone are not a state. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }
}
