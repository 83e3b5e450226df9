// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;

/**
 * Makes the checks of the driver (V1Chunk.parse and V1StateLoader of migstream), chunk by chunk, and reports each as a
 * finding at the chunk. After a fault, which the driver refuses, the checks continue as if the chunk were valid, so that
 * one fault is not reported for all chunks after it.
 *
 * <p>It keeps counts and checksums, but no bytes of the state.
 */
final class V1LoadChecks {
    /** The largest content of a device, in bytes (V1DeviceModel.MAX_SIZE). */
    private static final long MAX_SIZE = 1L << 40;

    private static final String REFUSED = "; the driver refuses the chunk with EINVAL";

    private final FieldReader in;
    private final LimitedFindings findings;
    private final CRC32C chunkChecksum = new CRC32C();
    private final CRC32C dataChecksum = new CRC32C();
    private V1ChunkHeader chunk = V1ChunkHeader.NONE;
    private boolean hasIdentity;
    private long identity;
    private long size;
    private long sequence;
    private long dataChunks;
    private long dataBytes;
    private long lastNumber;
    private long nextOffset;
    private long previewChunks;
    /** The offset of the first of these chunks. */
    private long firstPreview;

    private long previewBytes;
    private boolean ended;

    V1LoadChecks(FieldReader in, LimitedFindings findings) {
        this.in = in;
        this.findings = findings;
    }

    /** Checks the header of the next chunk. */
    void begin(V1ChunkHeader next) {
        chunk = next;
        chunk.startChecksum(chunkChecksum);
        if (next.kind().isEmpty()) {
            error("UNKNOWN_KIND", "the chunk has the unknown kind " + next.kindNumber());
            return;
        }
        if (!hasIdentity && !next.isKind(V1ChunkKind.IDENTITY)) {
            error("NO_IDENTITY", "the chunk is not after an IDENTITY chunk, which must be the first one");
        }
        switch (next.kind().get()) {
            case IDENTITY -> checkUnused(next.number() != 0);
            case PREVIEW -> checkPreview();
            case SEQUENCE -> beginSequence();
            case DATA -> checkData();
            case END -> checkEnd();
        }
        checkUnused(next.reserved() != 0);
    }

    private void error(String code, String message) {
        findings.report(Finding.at(chunk.offset(), Severity.ERROR, code, message + REFUSED));
    }

    private void checkUnused(boolean used) {
        if (used) {
            findings.report(Finding.at(
                    chunk.offset(),
                    Severity.WARNING,
                    "UNUSED_FIELD",
                    "the chunk has a value or a payload where it should have none; the driver ignores it"));
        }
    }

    /** Accepts the identity chunk, whose payload is valid. */
    void setIdentity(long newSize) {
        if (chunk.value() < 0 || newSize < 1 || newSize > MAX_SIZE) {
            report("BAD_IDENTITY", "no device has the identity or the size of this chunk; the driver answers EFAULT");
        } else if (hasIdentity && (identity != chunk.value() || size != newSize)) {
            report(
                    "IDENTITY_CHANGED",
                    "the chunk has another identity or size than the one before it; the driver of each target refuses one"
                            + " of the two with EFAULT");
        }
        hasIdentity = true;
        identity = chunk.value();
        size = newSize;
        sequence = 0;
        discardSequence();
    }

    /** Reports a payload of an identity chunk that has a wrong length. */
    void reportIdentityLength() {
        error("BAD_IDENTITY", "the payload has " + chunk.length() + " bytes, but the size takes 8");
    }

    private void report(String code, String message) {
        findings.report(Finding.at(chunk.offset(), Severity.ERROR, code, message));
    }

    private void discardSequence() {
        ended = false;
        dataChunks = 0;
        dataBytes = 0;
        lastNumber = 0;
        nextOffset = 0;
        previewChunks = 0;
        previewBytes = 0;
        dataChecksum.reset();
    }

    private void checkPreview() {
        checkUnused(chunk.number() != 0);
        checkInside();
        if (previewChunks == 0) {
            firstPreview = chunk.offset();
        }
        previewChunks++;
        previewBytes += chunk.length();
    }

    private void checkInside() {
        long length = chunk.length();
        if (length == 0) {
            error("OUT_OF_BOUNDS", "the chunk has no content");
        } else if (hasIdentity && (chunk.value() < 0 || chunk.value() > size - length)) {
            error(
                    "OUT_OF_BOUNDS",
                    length + " bytes at offset " + Long.toUnsignedString(chunk.value())
                            + " are not inside the content of " + Long.toUnsignedString(size) + " bytes");
        }
    }

    private void beginSequence() {
        checkUnused(chunk.length() != 0);
        if (chunk.number() > Integer.MAX_VALUE || chunk.number() <= sequence) {
            error(
                    "BAD_SEQUENCE",
                    "the sequence has the number " + chunk.number() + ", which is not greater than " + sequence
                            + " before it, or not a positive number of 31 bits");
        }
        if (hasIdentity && chunk.value() != size) {
            error(
                    "BAD_SEQUENCE",
                    "the sequence is for " + Long.toUnsignedString(chunk.value()) + " bytes, but the content has "
                            + Long.toUnsignedString(size));
        }
        discardSequence();
        sequence = chunk.number();
    }

    /** Checks that a DATA or END chunk is in a sequence. */
    private void checkInSequence() {
        if (sequence == 0) {
            error("NO_SEQUENCE", "the chunk is not after a SEQUENCE chunk");
        } else if (ended) {
            error("AFTER_END", "the chunk follows the END of its sequence");
        }
    }

    private void checkData() {
        checkInSequence();
        checkInside();
        if (chunk.number() != lastNumber + 1) {
            error(
                    "BAD_NUMBER",
                    "the DATA chunk has the number " + chunk.number() + ", but the next one is " + (lastNumber + 1));
        }
        if (chunk.value() != nextOffset) {
            error(
                    "BAD_OFFSET",
                    "the chunk has the offset " + Long.toUnsignedString(chunk.value()) + ", but the next one is "
                            + Long.toUnsignedString(nextOffset));
        }
        lastNumber = chunk.number();
        nextOffset = chunk.value() + chunk.length();
        dataChunks++;
        dataBytes += chunk.length();
    }

    private void checkEnd() {
        checkUnused(chunk.length() != 0);
        checkInSequence();
        if (chunk.number() != lastNumber) {
            error(
                    "BAD_NUMBER",
                    "the END chunk counts " + chunk.number() + " DATA chunks, but the last one has the number "
                            + lastNumber);
        }
        if (hasIdentity && dataBytes != size) {
            error("DATA_MISSING", "the sequence has " + dataBytes + " of " + Long.toUnsignedString(size) + " bytes");
        }
        in.expectNumber(
                chunk.offset() + V1ChunkHeader.VALUE_OFFSET,
                Long.BYTES,
                ByteOrder.LITTLE_ENDIAN,
                chunk.value(),
                dataChecksum.getValue());
        if (chunk.value() != dataChecksum.getValue()) {
            error("BAD_DATA_CHECKSUM", "the END chunk has another checksum than the content of the DATA chunks");
        }
        ended = true;
    }

    /** Adds the next bytes of the payload. */
    void addPayload(ByteBuffer bytes) {
        chunkChecksum.update(bytes.duplicate());
        if (chunk.isKind(V1ChunkKind.DATA)) {
            dataChecksum.update(bytes.duplicate());
        }
    }

    /** Checks the chunk after its payload. */
    void end() {
        in.expectNumber(
                chunk.offset() + V1ChunkHeader.CHECKSUM_OFFSET,
                Integer.BYTES,
                ByteOrder.LITTLE_ENDIAN,
                chunk.checksum(),
                chunkChecksum.getValue());
        if (chunk.checksum() != chunkChecksum.getValue()) {
            error("BAD_CHECKSUM", "the checksum of the chunk is wrong");
        }
    }

    /** Reports a whole sequence that is not the last state of the source. */
    void reportMissingSequence() {
        if (ended && previewChunks != 0) {
            findings.report(Finding.at(
                    firstPreview,
                    Severity.WARNING,
                    "NEWER_SEQUENCE_MISSING",
                    "the chunk is of pre-copy, so the source ran on after sequence " + sequence + " had begun; a newer"
                            + " sequence should follow, and the driver loads the older one"));
        }
    }

    boolean hasIdentity() {
        return hasIdentity;
    }

    long identity() {
        return identity;
    }

    long size() {
        return size;
    }

    boolean hasSequence() {
        return sequence > 0;
    }

    /** Returns whether the last sequence has its END. */
    boolean isEnded() {
        return ended;
    }

    /** Returns whether the last sequence has its END and as many bytes as the content. */
    boolean isComplete() {
        return ended && dataBytes == size;
    }

    /** Returns whether there were PREVIEW chunks or a sequence. */
    boolean hasData() {
        return sequence != 0 || previewChunks != 0;
    }

    /** Returns the chunks of the last sequence as text, or those of pre-copy. */
    String summary() {
        String previews = countText("PREVIEW", previewChunks, previewBytes);
        if (sequence == 0) {
            return hasData() ? previews : "nothing";
        }
        return "sequence " + sequence + ": " + countText("DATA", dataChunks, dataBytes) + ", "
                + (ended ? "END" : "no END") + (previewChunks == 0 ? "" : ", " + previews);
    }

    private static String countText(String kind, long chunks, long bytes) {
        if (chunks == 0) {
            return "no " + kind + " chunks";
        }
        return chunks + " " + kind + (chunks == 1 ? " chunk (" : " chunks (") + bytes
                + (bytes == 1 ? " byte)" : " bytes)");
    }
}
