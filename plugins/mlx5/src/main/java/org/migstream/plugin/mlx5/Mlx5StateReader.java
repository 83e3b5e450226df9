// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;
import org.migstream.spi.Symbols;

/**
 * Reads the records of one state as {@code mlx5vf_resume_write()} does, and reports faults that the kernel does not
 * notice. For each code, only the first finding is reported.
 */
final class Mlx5StateReader {
    private final FieldReader in;
    private final LimitedFindings findings;
    private final Set<String> reportedCodes = new HashSet<>();
    private boolean recordBoundaryLost;
    private long records;
    private long sizeHint;
    private long images;
    private long imageBytes;
    private long largestImage;

    Mlx5StateReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, LimitedFindings.UNLIMITED);
    }

    /** Reads all records. The result is never COMPLETE, because the format does not mark the final image. */
    Completeness read() throws IOException {
        while (!recordBoundaryLost && !in.isExhausted()) {
            long start = in.position();
            if (in.peek(Mlx5RecordHeader.LENGTH).length < Mlx5RecordHeader.LENGTH) {
                reportTrailingGarbage(start);
            }
            in.group("records[" + records + "]", () -> readRecord(start));
            records++;
        }
        return finish();
    }

    private void readRecord(long start) throws IOException {
        Mlx5RecordHeader header = new Mlx5RecordHeader(
                in.u64("record_size", Symbols.BYTES),
                in.u32("flags", Mlx5RecordHeader.FLAGS),
                in.u32("tag", Mlx5RecordHeader.TAGS));
        checkHeader(header, start);
        if (header.isTooLarge()) {
            if (header.isImplausible()) {
                reportTrailingGarbage(start);
            }
            recordBoundaryLost = true;
            return;
        }
        try {
            readPayload(header, start);
        } catch (StateException truncation) {
            if (header.isImplausible()) {
                reportTrailingGarbage(start);
            }
            throw truncation;
        }
    }

    private void checkHeader(Mlx5RecordHeader header, long start) {
        if (header.isTooLarge()) {
            String size = Long.toUnsignedString(header.size());
            error(start, "RECORD_TOO_LARGE", "the record has " + size + " bytes; the kernel loads at most 2^32 - 1");
        }
        if (!header.hasOnlyDefinedFlags()) {
            warning(start, "UNKNOWN_FLAGS", "undefined flags are set; the kernel ignores them");
        }
        if (!header.hasKnownTag() && header.isOptional()) {
            warning(start, "UNKNOWN_OPTIONAL_TAG", "an optional record has an unknown tag; the kernel skips it");
        } else if (!header.hasKnownTag()) {
            error(start, "UNKNOWN_MANDATORY_TAG", "a mandatory record has an unknown tag; the kernel refuses it");
        }
    }

    private void readPayload(Mlx5RecordHeader header, long start) throws IOException {
        if (header.tag() == Mlx5RecordHeader.FW_DATA) {
            readImage(header.size(), start);
        } else if (header.tag() == Mlx5RecordHeader.STOP_COPY_SIZE) {
            readSizeHint(header.size(), start);
        } else {
            in.opaque("data", header.size());
        }
    }

    private void readImage(long size, long start) throws IOException {
        in.opaque("fw_data", size);
        if (size > 0) {
            images++;
            imageBytes += size;
            largestImage = Math.max(largestImage, size);
        } else if (images == 0 && sizeHint == 0) {
            error(
                    start,
                    "ZERO_SIZE_RECORD",
                    "the first record is an empty image: the kernel has no buffer and refuses the following data");
            recordBoundaryLost = true;
        } else {
            warning(
                    start,
                    "ZERO_SIZE_RECORD",
                    "the image is empty; the kernel drops it at the end of the state, and elsewhere passes it to the firmware");
        }
    }

    private void readSizeHint(long size, long start) throws IOException {
        if (records > 0) {
            warning(
                    start,
                    "HINT_ORDER",
                    "the size hint is not the first record; the driver writes one size hint, before all other records");
        }
        if (size < Long.BYTES) {
            in.opaque("stop_copy_size", size);
            warning(
                    start,
                    "HINT_MALFORMED",
                    "the size hint has " + size + (size == 1 ? " byte" : " bytes") + ", but the kernel reads 8");
            return;
        }
        sizeHint = in.u64("stop_copy_size", Symbols.BYTES);
        in.fact("stop_copy_size", Long.toUnsignedString(sizeHint));
        in.opaque("excess", size - Long.BYTES);
        if (size > Long.BYTES || sizeHint == 0) {
            warning(start, "HINT_MALFORMED", "the size hint does not have 8 bytes, or is zero");
        }
        if (Long.compareUnsigned(sizeHint, Mlx5RecordHeader.MAX_LOAD_SIZE) > 0) {
            warning(
                    start,
                    "HINT_TOO_LARGE",
                    "the size hint exceeds 2^32 - 1: the kernel allocates 4 GiB before it reads an image");
        }
    }

    private Completeness finish() {
        if (recordBoundaryLost) {
            return Completeness.INCOMPLETE;
        }
        in.fact("fw_bytes", imageBytes);
        if (images == 0) {
            error(
                    in.position(),
                    "NO_PAYLOAD",
                    "the state has no firmware image: the kernel loads nothing and reports success");
            return Completeness.INCOMPLETE;
        }
        if (sizeHint != 0 && Long.compareUnsigned(sizeHint, largestImage) < 0) {
            info(
                    "HINT_TOO_SMALL",
                    "the size hint is smaller than the largest image; the kernel has to allocate memory again");
        }
        if (findings.worst() == Severity.INFO) {
            info("OK", "all records are complete; number of images: " + images + ", bytes: " + imageBytes);
        }
        return Completeness.UNKNOWN;
    }

    /** Reports bytes that are not a record if an image precedes them, because a state can end after an image. */
    private void reportTrailingGarbage(long start) {
        if (images > 0) {
            error(
                    start,
                    "TRAILING_GARBAGE",
                    "the bytes after the last image are not a record, or the state is truncated here");
        }
    }

    private void error(long offset, String code, String message) {
        report(offset, Severity.ERROR, code, message);
    }

    private void warning(long offset, String code, String message) {
        report(offset, Severity.WARNING, code, message);
    }

    private void report(long offset, Severity severity, String code, String message) {
        if (reportedCodes.add(code)) {
            findings.report(Finding.at(offset, severity, code, message));
        } else {
            findings.raiseWorst(severity);
        }
    }

    private void info(String code, String message) {
        findings.report(Finding.of(Severity.INFO, code, message));
    }
}
