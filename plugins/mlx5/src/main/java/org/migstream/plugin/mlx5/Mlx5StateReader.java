// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;

/**
 * One state while it is read: what {@code mlx5vf_resume_write()} would do with it, and what that does not notice.
 *
 * <p>A state can have a million records and each of them the same fault; of each kind only the first is reported.
 */
final class Mlx5StateReader {
    private final FieldReader in;
    private final Set<String> reportedCodes = new HashSet<>();
    private boolean clean = true;
    private boolean recordBoundaryLost;
    private long records;
    private long sizeHint;
    private long images;
    private long imageBytes;
    private long largestImage;

    Mlx5StateReader(FieldReader in) {
        this.in = in;
    }

    /** Never COMPLETE: nothing in the format says that the final image has come. */
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
                in.u64("record_size"), in.u32("flags", Mlx5RecordHeader.FLAGS), in.u32("tag", Mlx5RecordHeader.TAGS));
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
        } catch (StateException cut) {
            if (header.isImplausible()) {
                reportTrailingGarbage(start);
            }
            throw cut;
        }
    }

    private void checkHeader(Mlx5RecordHeader header, long start) {
        if (header.isTooLarge()) {
            String size = Long.toUnsignedString(header.size());
            error(start, "RECORD_TOO_LARGE", "a record of " + size + " bytes; the kernel loads at most 2^32 - 1");
        }
        if (!header.hasOnlyDefinedFlags()) {
            warning(start, "UNKNOWN_FLAGS", "flags without a meaning are set, which the kernel ignores");
        }
        if (!header.hasKnownTag() && header.isOptional()) {
            warning(start, "UNKNOWN_OPTIONAL_TAG", "an optional record of unknown tag, which the kernel skips");
        } else if (!header.hasKnownTag()) {
            error(
                    start,
                    "UNKNOWN_MANDATORY_TAG",
                    "a record of unknown tag that must not be skipped; the kernel refuses");
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
                    "an empty image, and nothing before it: the kernel has no buffer and refuses all that follows");
            recordBoundaryLost = true;
        } else {
            warning(
                    start,
                    "ZERO_SIZE_RECORD",
                    "an empty image, which the kernel drops at the end and else gives to firmware");
        }
    }

    private void readSizeHint(long size, long start) throws IOException {
        if (records > 0) {
            warning(
                    start,
                    "HINT_ORDER",
                    "a size hint that is not the first record; the driver writes it once and first");
        }
        if (size < Long.BYTES) {
            in.opaque("stop_copy_size", size);
            warning(start, "HINT_MALFORMED", "a size hint of " + size + " bytes; the kernel takes 8 all the same");
            return;
        }
        sizeHint = in.u64("stop_copy_size");
        in.fact("stop_copy_size", Long.toUnsignedString(sizeHint));
        in.opaque("excess", size - Long.BYTES);
        if (size > Long.BYTES || sizeHint == 0) {
            warning(start, "HINT_MALFORMED", "a size hint should have 8 bytes and not be zero");
        }
        if (Long.compareUnsigned(sizeHint, Mlx5RecordHeader.MAX_LOAD_SIZE) > 0) {
            warning(
                    start,
                    "HINT_TOO_LARGE",
                    "a size hint above 2^32 - 1: the kernel takes 4 GiB of memory before it reads an image");
        }
    }

    private Completeness finish() {
        if (recordBoundaryLost) {
            return Completeness.INCOMPLETE;
        }
        in.fact("fw_bytes", imageBytes);
        if (images == 0) {
            error(in.position(), "NO_PAYLOAD", "no firmware image: the kernel loads nothing and is content");
            return Completeness.INCOMPLETE;
        }
        if (sizeHint != 0 && Long.compareUnsigned(sizeHint, largestImage) < 0) {
            info(
                    "HINT_TOO_SMALL",
                    "the size hint is smaller than the largest image; the kernel takes more memory then");
        }
        if (clean) {
            info(
                    "OK",
                    "whole records, " + images + (images == 1 ? " image of " : " images of ") + imageBytes + " bytes");
        }
        return Completeness.UNKNOWN;
    }

    /** What cannot be a record, behind a state that could end before it. */
    private void reportTrailingGarbage(long start) {
        if (images > 0) {
            error(
                    start,
                    "TRAILING_GARBAGE",
                    "bytes behind the last image that make no record, if the state is not cut here");
        }
    }

    private void error(long offset, String code, String message) {
        report(offset, Severity.ERROR, code, message);
    }

    private void warning(long offset, String code, String message) {
        report(offset, Severity.WARNING, code, message);
    }

    private void report(long offset, Severity severity, String code, String message) {
        clean = false;
        if (reportedCodes.add(code)) {
            in.report(Finding.at(offset, severity, code, message));
        }
    }

    private void info(String code, String message) {
        in.report(Finding.of(Severity.INFO, code, message));
    }
}
