// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;

/** One state while its records are read: what {@code virtiovf_resume_write()} would do, and what it does not notice. */
final class VirtioState {
    /** So many sets of parts may be damaged inside before the rest of them is passed over. */
    private static final int MAX_DAMAGED = 16;

    private final FieldReader in;
    private final Remarks remarks;
    private long records;
    private long sets;
    private int damaged;
    private boolean whole;
    private boolean lost;

    VirtioState(FieldReader in) {
        this.in = in;
        remarks = new Remarks(in);
    }

    Completeness read() throws IOException {
        while (!lost && !in.exhausted()) {
            if (sets > 0 && opensSet()) {
                in.restart("a record holds all device parts, so the last one counts");
            }
            in.group("records[" + records + "]", this::record);
            records++;
        }
        if (sets == 0 && !lost) {
            remarks.error("NO_PAYLOAD", "no device parts: the kernel loads nothing and is content");
        }
        remarks.conclude("whole records; the last of " + sets + (sets == 1 ? " set" : " sets") + " of parts counts");
        return whole && !lost ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private boolean opensSet() throws IOException {
        return RecordHeader.at(in.peek(RecordHeader.LENGTH), 0)
                .filter(next -> next.deviceData() && next.size() != 0 && !next.tooLarge())
                .isPresent();
    }

    private void record() throws IOException {
        RecordHeader header = new RecordHeader(
                in.u64("record_size"), in.u32("flags", RecordHeader.FLAGS), in.u32("tag", RecordHeader.TAGS));
        judge(header);
        if (header.tooLarge()) {
            lost = true;
        } else if (!header.deviceData()) {
            in.opaque("data", header.size());
        } else if (header.size() == 0) {
            nothing();
        } else {
            set(header.size());
        }
    }

    private void judge(RecordHeader header) {
        if (header.tooLarge()) {
            String size = Long.toUnsignedString(header.size());
            remarks.error("RECORD_TOO_LARGE", "a record of " + size + " bytes; the kernel loads at most 2^32 - 1");
        } else if (header.wraps()) {
            remarks.error(
                    "SIZE_WRAP", "with 8 bytes more the size exceeds 32 bits; the kernel refuses all behind 1 MiB");
        }
        if (!header.flagsDefined()) {
            remarks.warning("UNKNOWN_FLAGS", "flags without a meaning are set, which the kernel ignores");
        }
        if (!header.deviceData() && header.optional()) {
            remarks.warning("UNKNOWN_OPTIONAL_TAG", "an optional record of unknown tag, which the kernel skips");
        } else if (!header.deviceData()) {
            remarks.error(
                    "UNKNOWN_MANDATORY_TAG", "a record of unknown tag that must not be skipped; the kernel refuses");
        }
    }

    private void nothing() throws IOException {
        if (sets == 0 && in.exhausted()) {
            remarks.error("ZERO_SIZE_RECORD", "an empty record alone: nothing is loaded");
        } else {
            remarks.warning(
                    "ZERO_SIZE_RECORD",
                    "an empty record, which the kernel drops at the end and else gives to the device");
        }
    }

    private void set(long size) throws IOException {
        sets++;
        whole = false;
        if (damaged == MAX_DAMAGED) {
            in.opaque("device_data", size);
            return;
        }
        DeviceParts parts = new DeviceParts(in, remarks);
        if (in.record("device_data", size, parts::read)) {
            whole = parts.complete();
        } else {
            remarks.damaged();
            damaged++;
        }
    }
}
