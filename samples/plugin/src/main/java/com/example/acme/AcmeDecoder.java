// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads the state of an Acme network device. */
final class AcmeDecoder implements StateDecoder {
    /** The name of the driver, in profiles and for {@link AcmeRule}. */
    static final String NAME = "acme";

    /** The first four bytes of each record. */
    static final int MAGIC = 0x454d4341;

    private static final List<PciId> DEVICES = List.of(new PciId(0xacce, 0x0001), new PciId(0xacce, 0x0002));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return DEVICES;
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        boolean magic = head.length >= Integer.BYTES
                && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
        boolean known = identity.pci().filter(DEVICES::contains).isPresent();
        if (magic) {
            return known || identity.pci().isEmpty() ? Match.CERTAIN : Match.LIKELY;
        }
        return known ? Match.LIKELY : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new AcmeStateReader(in).read();
    }

    /** The end record is the last record of a state. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }
}
