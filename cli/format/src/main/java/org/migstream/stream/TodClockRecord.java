// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.S390_TODCLOCK;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * The section {@code todclock} of an s390x machine (QEMU hw/s390x/tod.c {@code s390_tod_load}): u8 1 and the value, or
 * u8 0 if the source could not read its clock.
 *
 * @param value empty if the source could not read its clock
 */
public record TodClockRecord(long offset, Optional<Value> value) implements SelfDelimitingRecord {
    /** The clock: u8 and be64, together 72 bits. */
    public record Value(int high, long low) {
        private static final int LENGTH = 9;
    }

    private static final int S390_TOD_CLOCK_VALUE_MISSING = 0;
    private static final int S390_TOD_CLOCK_VALUE_PRESENT = 1;

    static TodClockRecord read(ByteSource in) throws IOException {
        long offset = in.position();
        int presence = in.readU8();
        if (presence == S390_TOD_CLOCK_VALUE_MISSING) {
            return new TodClockRecord(offset, Optional.empty());
        }
        if (presence != S390_TOD_CLOCK_VALUE_PRESENT) {
            throw new MalformedStreamException(
                    S390_TODCLOCK,
                    offset,
                    "the first byte must be 1 (the clock is present) or 0 (the clock is missing), not " + presence);
        }
        return new TodClockRecord(offset, Optional.of(new Value(in.readU8(), in.readBe64())));
    }

    @Override
    public boolean isLast() {
        return true;
    }

    @Override
    public long headLength() {
        return 1L + (value.isPresent() ? Value.LENGTH : 0);
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        if (value.isEmpty()) {
            out.writeU8(S390_TOD_CLOCK_VALUE_MISSING);
            return;
        }
        out.writeU8(S390_TOD_CLOCK_VALUE_PRESENT);
        out.writeU8(value.get().high());
        out.writeBe64(value.get().low());
    }
}
