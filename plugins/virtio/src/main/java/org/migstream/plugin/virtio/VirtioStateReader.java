// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;

/** One state while its records are read: what {@code virtiovf_resume_write()} would do, and what it does not notice. */
final class VirtioStateReader {
    /** So many sets of parts may be damaged inside before the rest of them is passed over. */
    private static final int MAX_DAMAGED_SETS = 16;

    private final FieldReader in;
    private final VirtioLimitedFindings findings;
    private long records;
    private long sets;
    private int damagedSets;
    private boolean lastSetComplete;
    private boolean recordBoundaryLost;

    VirtioStateReader(FieldReader in) {
        this.in = in;
        findings = new VirtioLimitedFindings(in);
    }

    Completeness read() throws IOException {
        while (!recordBoundaryLost && !in.isExhausted()) {
            if (sets > 0 && startsPartSet()) {
                in.restart("a record holds all device parts, so the last one counts");
            }
            in.group("records[" + records + "]", this::readRecord);
            records++;
        }
        if (sets == 0 && !recordBoundaryLost) {
            findings.error("NO_PAYLOAD", "no device parts: the kernel loads nothing and is content");
        }
        findings.reportOkIfClean(
                "whole records; the last of " + sets + (sets == 1 ? " set" : " sets") + " of parts counts");
        return lastSetComplete && !recordBoundaryLost ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private boolean startsPartSet() throws IOException {
        return VirtioRecordHeader.at(in.peek(VirtioRecordHeader.LENGTH), 0)
                .filter(next -> next.isDeviceData() && next.size() != 0 && !next.isTooLarge())
                .isPresent();
    }

    private void readRecord() throws IOException {
        VirtioRecordHeader header = new VirtioRecordHeader(
                in.u64("record_size"),
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
            findings.error("RECORD_TOO_LARGE", "a record of " + size + " bytes; the kernel loads at most 2^32 - 1");
        } else if (header.overflows32Bits()) {
            findings.error(
                    "SIZE_WRAP", "with 8 bytes more the size exceeds 32 bits; the kernel refuses all behind 1 MiB");
        }
        if (!header.hasOnlyDefinedFlags()) {
            findings.warning("UNKNOWN_FLAGS", "flags without a meaning are set, which the kernel ignores");
        }
        if (!header.isDeviceData() && header.isOptional()) {
            findings.warning("UNKNOWN_OPTIONAL_TAG", "an optional record of unknown tag, which the kernel skips");
        } else if (!header.isDeviceData()) {
            findings.error(
                    "UNKNOWN_MANDATORY_TAG", "a record of unknown tag that must not be skipped; the kernel refuses");
        }
    }

    private void checkEmptyRecord() throws IOException {
        if (sets == 0 && in.isExhausted()) {
            findings.error("ZERO_SIZE_RECORD", "an empty record alone: nothing is loaded");
        } else {
            findings.warning(
                    "ZERO_SIZE_RECORD",
                    "an empty record, which the kernel drops at the end and else gives to the device");
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
            findings.markDamaged();
            damagedSets++;
        }
    }
}
