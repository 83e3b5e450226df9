// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;

/** Wraps the reads of a test in a decoder. */
record LambdaDecoder(Body body) implements StateDecoder {
    /** Reads fields. */
    @FunctionalInterface
    interface Body {
        void read(FieldReader in) throws IOException;
    }

    /** Decodes bytes with these reads. */
    static DecodeResult read(ByteBuilder state, Body body) {
        return DecodeResult.of(new LambdaDecoder(body), state.toArray());
    }

    /** Returns the paths, offsets, sizes and values of all fields. */
    static List<String> fieldStrings(DecodeResult decoded) {
        return decoded.fields().stream()
                .map(DecodeResult.DecodedField::toString)
                .toList();
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
