// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.testkit.Bytes;
import org.migstream.spi.testkit.Decoded;

/** A decoder that is nothing but the few reads of a test. */
record Reading(Body body) implements StateDecoder {
    /** The reads. */
    @FunctionalInterface
    interface Body {
        void read(FieldReader in) throws IOException;
    }

    /** What comes of them. */
    static Decoded read(Bytes state, Body body) {
        return Decoded.of(new Reading(body), state.toArray());
    }

    /** Paths, places and values of all fields. */
    static List<String> fields(Decoded decoded) {
        return decoded.fields().stream().map(Decoded.Leaf::toString).toList();
    }

    @Override
    public String name() {
        return "reading";
    }

    @Override
    public List<PciId> devices() {
        return List.of();
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        return Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        body.read(in);
        return Completeness.COMPLETE;
    }
}
