// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.OpaquePieces;
import org.migstream.spi.Severity;
import org.migstream.spi.StateException;

/**
 * Reads the chunks of one state. A state may have millions of them: of DATA or PREVIEW chunks that follow each other, the
 * first ones are listed with their fields, and the others become one field. All are checked.
 */
final class V1StateReader {
    private static final int MAX_FINDINGS_PER_CODE = 4;

    /** Number of chunks of one kind that are listed before the others become one field. */
    private static final int MAX_LISTED = 4;

    private final FieldReader in;
    private final LimitedFindings findings;
    private final V1LoadChecks checks;
    /** The number of chunks since the last restart, by the name of their group. */
    private final Map<String, Long> chunkCounts = new HashMap<>();

    private long lastKind = -1;
    private int equalKinds;

    V1StateReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, MAX_FINDINGS_PER_CODE);
        checks = new V1LoadChecks(in, findings);
    }

    Completeness read() throws IOException {
        try {
            while (!in.isExhausted()) {
                readNext();
            }
            return finish();
        } finally {
            findings.reportSuppressed();
        }
    }

    private void readNext() throws IOException {
        Optional<V1ChunkHeader> next = V1ChunkHeader.peek(in);
        if (next.isEmpty()) {
            V1ChunkHeader.readMagic(in);
            in.opaque("header", V1ChunkHeader.SIZE - Integer.BYTES);
            return;
        }
        V1ChunkHeader header = next.get();
        equalKinds = header.kindNumber() == lastKind ? equalKinds + 1 : 1;
        lastKind = header.kindNumber();
        if (equalKinds > MAX_LISTED
                && header.kind().filter(V1ChunkKind::hasContent).isPresent()) {
            readRun(header.kind().get());
        } else {
            listChunk(header);
        }
    }

    private void listChunk(V1ChunkHeader header) throws IOException {
        if (header.isKind(V1ChunkKind.IDENTITY) || header.isKind(V1ChunkKind.SEQUENCE)) {
            restart(header);
        }
        checks.begin(header);
        in.record(nextName(header), header.chunkLength(), () -> {
            header.read(in);
            readPayload(header);
        });
        checks.end();
    }

    private void restart(V1ChunkHeader header) {
        V1ChunkKind kind = header.kind().orElseThrow();
        boolean keepsIdentity = kind == V1ChunkKind.SEQUENCE && checks.hasIdentity();
        if (header.offset() == 0 || keepsIdentity && !checks.hasData()) {
            return;
        }
        in.restart("the " + kind + " chunk discards " + checks.summary()
                + (keepsIdentity ? "; the identity stays valid" : ""));
        chunkCounts.clear();
        if (keepsIdentity) {
            reportFacts();
        }
    }

    private void reportFacts() {
        in.fact(V1Decoder.IDENTITY, Long.toUnsignedString(checks.identity()));
        in.fact(V1Decoder.SIZE, Long.toUnsignedString(checks.size()));
    }

    /** Returns the name of the group of the next chunk: {@code data[0]}. */
    private String nextName(V1ChunkHeader header) {
        String name = header.kind().map(V1ChunkKind::name).orElse("unknown").toLowerCase(Locale.ROOT);
        return name + "[" + countChunk(name) + "]";
    }

    private long countChunk(String name) {
        return chunkCounts.merge(name, 1L, Long::sum) - 1;
    }

    private void readPayload(V1ChunkHeader header) throws IOException {
        if (!header.isKind(V1ChunkKind.IDENTITY)) {
            in.opaqueRest("payload", checks::addPayload);
        } else if (header.length() == Long.BYTES) {
            long size = in.u64(V1Decoder.SIZE);
            checks.addPayload(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, size));
            checks.setIdentity(size);
            reportFacts();
        } else {
            checks.reportIdentityLength();
            in.opaqueRest("payload", checks::addPayload);
        }
    }

    /** Reads chunks of one kind as one field. */
    private void readRun(V1ChunkKind kind) throws IOException {
        String name = kind.name().toLowerCase(Locale.ROOT);
        in.opaqueRun(name + "_run[" + chunkCounts.get(name) + "]", new ChunkRun(kind, name));
    }

    /** The chunks of a run, of which none is kept. */
    private final class ChunkRun implements OpaquePieces {
        private final V1ChunkKind kind;
        private final String name;
        private boolean isInChunk;
        private int headerBytesLeft;

        ChunkRun(V1ChunkKind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        /** Ends the last chunk, and returns the length of the next one; 0 if it is of another kind. */
        @Override
        public long nextLength() throws IOException {
            if (isInChunk) {
                checks.end();
            }
            Optional<V1ChunkHeader> next = V1ChunkHeader.peek(in).filter(header -> header.isKind(kind));
            if (next.isEmpty()) {
                return 0;
            }
            checks.begin(next.get());
            countChunk(name);
            isInChunk = true;
            headerBytesLeft = V1ChunkHeader.SIZE;
            return next.get().chunkLength();
        }

        @Override
        public long structureLength() {
            return V1ChunkHeader.SIZE;
        }

        /** Receives the bytes of a chunk; {@link V1LoadChecks#begin} has those of the header. */
        @Override
        public void visit(ByteBuffer bytes) {
            int skipped = Math.min(headerBytesLeft, bytes.remaining());
            headerBytesLeft -= skipped;
            checks.addPayload(bytes.position(bytes.position() + skipped));
        }
    }

    private Completeness finish() {
        if (!checks.isEnded()) {
            findings.report(Finding.at(in.position(), Severity.ERROR, StateException.TRUNCATED, missingText()));
            return Completeness.INCOMPLETE;
        }
        checks.reportMissingSequence();
        in.report(Finding.of(Severity.INFO, "CHUNKS", checks.summary()));
        if (findings.worst() == Severity.INFO) {
            in.report(Finding.of(Severity.INFO, "OK", "the last sequence of the state is complete"));
        }
        return checks.isComplete() ? Completeness.COMPLETE : Completeness.INCOMPLETE;
    }

    private String missingText() {
        String missing = "the state has no SEQUENCE chunk: only the data of pre-copy, or nothing";
        if (checks.hasSequence()) {
            missing = "the state ends without the END chunk of its last sequence (" + checks.summary() + ")";
        }
        return missing + "; the driver answers EINVAL when RESUMING is left";
    }
}
