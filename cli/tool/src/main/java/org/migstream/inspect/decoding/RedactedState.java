// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.io.BlockInputStream;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.StateField;
import org.migstream.plugin.StateStructure;
import org.migstream.plugin.StateStructure.ByteRange;
import org.migstream.spi.Finding;

/**
 * The state of a device without content: a zero replaces every byte that its decoder does not call structure. Checksums
 * that were right are right again. The length is that of the state.
 *
 * <p>After an error or a warning, the decoder may have read content as structure ({@link BorderDoubt}): a size before the
 * finding may be wrong, so that the record with the finding was read at the wrong place. So everything from the content
 * before this record on becomes zero. Without such content, the fields up to the one with the finding stay.
 */
public final class RedactedState implements Closeable {
    /** The maximum number of times that checksums are written: a checksum may cover others. */
    private static final int MAX_PASSES = 4;

    private static final String LEFT_OUT =
            "the message is left out, because it may show content: 'migstream explain CODE' explains the code";

    private final StateSource original;
    private final StateStructure structure;
    private final DecodedState before;
    private final OptionalLong zeroFrom;
    private final TreeMap<Long, byte[]> checksums = new TreeMap<>();
    private @Nullable DecodedState redecoded;

    /** Opens a state from its first byte to its last; a state can be opened several times. */
    @FunctionalInterface
    public interface StateSource {
        InputStream open() throws IOException;
    }

    private RedactedState(StateSource original, StateStructure structure, DecodedState before) throws IOException {
        this.original = original;
        this.structure = structure;
        this.before = before;
        OptionalLong doubt = BorderDoubt.start(before);
        zeroFrom = doubt.isPresent() ? OptionalLong.of(endOfStructure(doubt.getAsLong())) : OptionalLong.empty();
    }

    private long endOfStructure(long doubt) throws IOException {
        OptionalLong content = structure.contentBefore(doubt);
        return content.isPresent() ? content.getAsLong() : endOfField(doubt);
    }

    /** Returns the end of the field at an offset; the offset itself if the field was not kept. */
    private long endOfField(long offset) throws IOException {
        SpillList.Cursor<StateField> fields = before.fields().cursor();
        for (StateField field = fields.next(); field != null; field = fields.next()) {
            if (field.offset() <= offset && offset < field.offset() + field.length()) {
                return field.offset() + field.length();
            }
        }
        return offset;
    }

    /** Redacts a state. The source must stay open as long as the result. */
    public static RedactedState redact(PluginDecoder decoder, StateSource original) throws IOException {
        StateStructure structure = new StateStructure();
        try (InputStream state = original.open()) {
            RedactedState redacted = new RedactedState(original, structure, decoder.decode(state, structure));
            redacted.writeChecksums(decoder);
            return redacted;
        } catch (IOException | RuntimeException e) {
            structure.close();
            throw e;
        }
    }

    /** Decodes the redacted state until all checksums are right that were right in the original. */
    private void writeChecksums(PluginDecoder decoder) throws IOException {
        Map<Long, byte[]> wrongBefore = structure.wrongNumbers();
        boolean changed = true;
        for (int pass = 0; changed && pass < MAX_PASSES; pass++) {
            try (InputStream state = open();
                    StateStructure next = new StateStructure()) {
                DecodedState decoded = decoder.decode(state, next);
                closeRedecoded();
                redecoded = decoded;
                changed = false;
                for (Map.Entry<Long, byte[]> wrong : next.wrongNumbers().entrySet()) {
                    if (!wrongBefore.containsKey(wrong.getKey()) && isKept(wrong.getKey(), wrong.getValue().length)) {
                        changed |= !Arrays.equals(checksums.put(wrong.getKey(), wrong.getValue()), wrong.getValue());
                    }
                }
            }
        }
    }

    private boolean isKept(long offset, int length) {
        return zeroFrom.isEmpty() || offset <= zeroFrom.getAsLong() - length;
    }

    private void closeRedecoded() throws IOException {
        if (redecoded != null) {
            redecoded.close();
        }
    }

    private DecodedState after() {
        return Objects.requireNonNull(redecoded);
    }

    /** Returns the name of the decoder. */
    public String decoder() {
        return before.decoder();
    }

    /**
     * Returns the offset from which all bytes are zero, because a finding puts in doubt which of them are content; empty
     * if none does.
     */
    public OptionalLong zeroFrom() {
        return zeroFrom;
    }

    /**
     * Returns a decoded state that shows no content: with the fields of the redacted state, and the findings and facts of
     * the original. If the borders of content are in doubt, the facts are those of the redacted state, and the messages of
     * findings about zeroed bytes are left out: they may have numbers that were content. This object closes it.
     */
    public DecodedState decoded() {
        return new DecodedState(
                before.decoder(),
                before.completeness(),
                after().fields(),
                after().droppedFields(),
                zeroFrom.isPresent() ? after().facts() : before.facts(),
                before.findings().stream().map(this::withoutContent).toList(),
                before.failure().map(this::withoutContent),
                before.needsStopCopyData());
    }

    private Finding withoutContent(Finding finding) {
        boolean isShown = zeroFrom.isEmpty()
                || finding.offset().isPresent() && finding.offset().getAsLong() < zeroFrom.getAsLong();
        return isShown ? finding : withoutMessage(finding);
    }

    /** Returns a finding with a fixed text in place of its message, which may show content. */
    public static Finding withoutMessage(Finding finding) {
        return new Finding(finding.severity(), finding.code(), LEFT_OUT, finding.offset());
    }

    /**
     * Returns whether the redacted state has the findings of the original, at the same places. A finding that depends on the
     * content, such as that all of it is zero, differs.
     */
    public boolean hasSameFindings() {
        return keys(before).equals(keys(after()));
    }

    private static List<Finding> keys(DecodedState state) {
        return state.findings().stream()
                .map(finding -> new Finding(finding.severity(), finding.code(), "", finding.offset()))
                .toList();
    }

    /** Opens the redacted state; it can be opened several times. */
    public InputStream open() throws IOException {
        return new RedactingInputStream(original.open(), structure.ranges().cursor());
    }

    @Override
    public void close() throws IOException {
        closeRedecoded();
        before.close();
        structure.close();
    }

    /** Reads the original, keeps the structure, and replaces all other bytes by zeroes. */
    private final class RedactingInputStream extends BlockInputStream {
        private final InputStream in;
        private final SpillList.Cursor<ByteRange> ranges;
        private @Nullable ByteRange range;
        private long position;

        RedactingInputStream(InputStream in, SpillList.Cursor<ByteRange> ranges) throws IOException {
            this.in = in;
            this.ranges = ranges;
            range = nextRange();
        }

        /** Returns the next range of structure that stays; null after the last. */
        private @Nullable ByteRange nextRange() throws IOException {
            ByteRange next = ranges.next();
            long end = zeroFrom.orElse(Long.MAX_VALUE);
            if (next == null || next.offset() >= end) {
                return null;
            }
            return new ByteRange(next.offset(), Math.min(next.end(), end) - next.offset());
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = in.read(into, from, length);
            if (count <= 0) {
                return count;
            }
            long end = position + count;
            long done = position;
            while (done < end) {
                while (range != null && range.end() <= done) {
                    range = nextRange();
                }
                long zeroEnd = range == null ? end : Math.min(end, Math.max(done, range.offset()));
                Arrays.fill(into, at(from, done), at(from, zeroEnd), (byte) 0);
                done = range == null ? end : Math.min(end, range.end());
            }
            writeChecksums(into, from, end);
            position = end;
            return count;
        }

        private int at(int from, long offset) {
            return (int) (from + offset - position);
        }

        private void writeChecksums(byte[] into, int from, long end) {
            long first = position - Long.BYTES;
            for (Map.Entry<Long, byte[]> checksum :
                    checksums.subMap(first, true, end, false).entrySet()) {
                byte[] bytes = checksum.getValue();
                for (int i = 0; i < bytes.length; i++) {
                    long offset = checksum.getKey() + i;
                    if (offset >= position && offset < end) {
                        into[at(from, offset)] = bytes[i];
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
