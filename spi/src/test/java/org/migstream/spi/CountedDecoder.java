// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Reads a format that only tests use: a magic number, a number of records, and each record after its length. */
class CountedDecoder implements StateDecoder {
    static final int MAGIC = 0x746e6363;

    @Override
    public String name() {
        return "counted";
    }

    @Override
    public List<PciId> devices() {
        return List.of(new PciId(0x1234, 0x5678));
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        boolean magic = head.length >= 4 && Arrays.equals(head, 0, 4, new byte[] {'c', 'c', 'n', 't'}, 0, 4);
        boolean device = identity.pci().filter(devices()::contains).isPresent();
        return magic ? Match.CERTAIN : device ? Match.LIKELY : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        if (in.u32("magic", Symbols.HEXADECIMAL) != MAGIC) {
            throw in.malformed("BAD_MAGIC", "the magic number is wrong");
        }
        long count = in.u32("count");
        in.fact("count", count);
        for (long i = 0; i < count; i++) {
            long length = in.u64("length[" + i + "]");
            in.record("record[" + i + "]", length, () -> {
                in.u16("kind");
                in.opaqueRest("payload");
            });
        }
        if (!in.isExhausted()) {
            in.warning("TRAILING", "bytes follow the last record");
        }
        return Completeness.COMPLETE;
    }
}
