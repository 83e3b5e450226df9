// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.S390_PAGE_COUNT;
import static org.migstream.stream.StreamFindingCodes.S390_UNKNOWN_FLAGS;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * A record of the sections {@code s390-storage_attributes} and {@code s390-skeys}, which have one byte for each page of
 * guest memory (QEMU hw/s390x/s390-stattrib.c {@code cmma_load}, hw/s390x/s390-skeys.c {@code s390_storage_keys_load}).
 *
 * @param offset of the be64 that holds address and flag
 * @param flag in the low 12 bits
 * @param address of the first page in guest memory, in bytes
 * @param bodyLength number of pages, one byte each; 0 without VALUES
 */
public record S390StorageRecord(long offset, Flag flag, long address, long bodyLength) implements SelfDelimitingRecord {
    /** {@code STATTR_FLAG_*} and {@code S390_SKEYS_SAVE_FLAG_*}. */
    public enum Flag {
        /** The last record. */
        EOS(0x1),
        /** Values of pages: STATTR_FLAG_MORE, S390_SKEYS_SAVE_FLAG_SKEYS. */
        VALUES(0x2),
        /** Replaces EOS: the source could not read all values, so the destination refuses the stream. */
        ERROR(0x4),
        /** STATTR_FLAG_DONE: all values have been sent. */
        DONE(0x8);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    private static final long FLAGS_MASK = 0xfff;

    static S390StorageRecord read(ByteSource in) throws IOException {
        long offset = in.position();
        long word = in.readBe64();
        for (Flag flag : Flag.values()) {
            if ((word & FLAGS_MASK) == flag.bit) {
                long count = flag == Flag.VALUES
                        ? LengthField.read(in, offset, S390_PAGE_COUNT, "a record of page values")
                        : 0;
                return new S390StorageRecord(offset, flag, word & ~FLAGS_MASK, count);
            }
        }
        throw new MalformedStreamException(
                S390_UNKNOWN_FLAGS, offset, "0x%016x is not a record of page values: unknown flags".formatted(word));
    }

    @Override
    public boolean isLast() {
        return flag == Flag.EOS || flag == Flag.ERROR;
    }

    @Override
    public long headLength() {
        return flag == Flag.VALUES ? 2L * Long.BYTES : Long.BYTES;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeBe64(address | flag.bit);
        if (flag == Flag.VALUES) {
            out.writeBe64(bodyLength);
        }
    }
}
