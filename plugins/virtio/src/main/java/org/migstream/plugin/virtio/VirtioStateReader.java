// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * Reads the records of one state as {@code virtiovf_resume_write()} does, and reports faults that the kernel does not
 * notice.
 */
final class VirtioStateReader {
    /** After this number of damaged sets, further sets are skipped without decoding. */
    private static final int MAX_DAMAGED_SETS = 16;

    private final FieldReader in;
    private final LimitedFindings findings;
    private long records;
    private long sets;
    private int damagedSets;
    private boolean lastSetComplete;
    private boolean recordBoundaryLost;

    VirtioStateReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, 1);
    }

    Completeness read() throws IOException {
        while (!recordBoundaryLost && !in.isExhausted()) {
            if (sets > 0 && startsPartSet()) {
                in.restart("each record holds all device parts, so only the last one counts");
            }
            in.group("records[" + records + "]", this::readRecord);
            records++;
        }
        if (sets == 0 && !recordBoundaryLost) {
            findings.error("NO_PAYLOAD", "the state has no device parts: the kernel loads nothing and reports success");
        }
        if (findings.worst() == Severity.INFO) {
            in.report(Finding.of(
                    Severity.INFO,
                    "OK",
                    "all records are complete; of " + sets + (sets == 1 ? " set" : " sets")
                            + " of device parts the last one counts"));
        }
        return lastSetComplete && !recordBoundaryLost ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private boolean startsPartSet() throws IOException {
        return VirtioRecordHeader.at(in.peek(VirtioRecordHeader.LENGTH), 0)
                .filter(next -> next.isDeviceData() && next.size() != 0 && !next.isTooLarge())
                .isPresent();
    }

    private void readRecord() throws IOException {
        VirtioRecordHeader header = new VirtioRecordHeader(
                in.u64("record_size", Symbols.BYTES),
                in.u32("flags", VirtioRecordHeader.FLAGS),
                in.u32("tag", VirtioRecordHeader.TAGS));
        checkHeader(header);
        if (header.isTooLarge()) {
            recordBoundaryLost = true;
        } else if (!header.isDeviceData()) {
            in.opaque("data", header.size());
        } else if (header.size() == 0) {
            checkEmptyRecord();
        } else {
            readPartSet(header.size());
        }
    }

    private void checkHeader(VirtioRecordHeader header) {
        if (header.isTooLarge()) {
            String size = Long.toUnsignedString(header.size());
            findings.error("RECORD_TOO_LARGE", "the record has " + size + " bytes; the kernel loads at most 2^32 - 1");
        } else if (header.overflows32Bits()) {
            findings.error("SIZE_WRAP", "the size plus 8 exceeds 32 bits; the kernel refuses the data after 1 MiB");
        }
        if (!header.hasOnlyDefinedFlags()) {
            findings.warning("UNKNOWN_FLAGS", "undefined flags are set; the kernel ignores them");
        }
        if (!header.isDeviceData() && header.isOptional()) {
            findings.warning("UNKNOWN_OPTIONAL_TAG", "an optional record has an unknown tag; the kernel skips it");
        } else if (!header.isDeviceData()) {
            findings.error("UNKNOWN_MANDATORY_TAG", "a mandatory record has an unknown tag; the kernel refuses it");
        }
    }

    private void checkEmptyRecord() throws IOException {
        if (sets == 0 && in.isExhausted()) {
            findings.error("ZERO_SIZE_RECORD", "the only record is empty: the kernel loads nothing");
        } else {
            findings.warning(
                    "ZERO_SIZE_RECORD",
                    "the record is empty; the kernel drops it at the end of the state, and elsewhere passes it to the device");
        }
    }

    private void readPartSet(long size) throws IOException {
        sets++;
        lastSetComplete = false;
        if (damagedSets == MAX_DAMAGED_SETS) {
            in.opaque("device_data", size);
            return;
        }
        DevicePartSetReader parts = new DevicePartSetReader(in, findings);
        if (in.record("device_data", size, parts::read)) {
            lastSetComplete = parts.hasDeviceStatus();
        } else {
            findings.raiseWorst(Severity.ERROR);
            damagedSets++;
        }
    }
}
