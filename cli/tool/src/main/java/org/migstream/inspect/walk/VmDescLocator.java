// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSource;
import org.migstream.stream.MappedRamExtent;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionSizes;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

/**
 * Finds the vmdescription of a seekable input before the stream is read. No field has its offset, but it is the last
 * element of the stream, and most inputs end with the stream. The search is for the bytes 00 06, be32 n and an opening
 * brace, where n is the number of bytes from the brace to the end of the input.
 *
 * <p>If other bytes follow the stream, for example in a block device, these n bytes end before the end of the input.
 * Guest memory can contain such a sequence, too. The sequence is therefore used only if a section footer precedes it.
 * The parser uses the length of a section from a vmdescription only if the footer of this section confirms it.
 */
public final class VmDescLocator {
    /** Maximum number of bytes of JSON to read; the vmdescription of the largest machines has a few MiB. */
    static final long MAX_VMDESC_LENGTH = 64 << 20;

    private static final int HEAD_LENGTH = 7;
    private static final int BLOCK_SIZE = 1 << 16;
    /**
     * Maximum number of candidates to read. It limits the time for a hostile input; other inputs have one candidate.
     */
    private static final int MAX_CANDIDATES = 16;

    private final ByteSource in;
    private final long size;
    private int candidatesRead;

    private VmDescLocator(ByteSource in, long size) {
        this.in = in;
        this.size = size;
    }

    /**
     * Returns the vmdescription; {@link SectionSizes#NONE} if there is none or it is malformed.
     *
     * @param in at the start of the stream; extended if its recorded size can be too small
     */
    public static SectionSizes locate(ByteSource in) throws IOException {
        MappedRamExtent.extend(in);
        return in.isSeekable()
                ? new VmDescLocator(in, in.remaining().orElseThrow()).searchBackwards()
                : SectionSizes.NONE;
    }

    private SectionSizes searchBackwards() throws IOException {
        byte[] block = new byte[BLOCK_SIZE + HEAD_LENGTH - 1];
        long lowest = Math.max(0, size - MAX_VMDESC_LENGTH);
        for (long end = size - HEAD_LENGTH + 1; end > lowest; end -= BLOCK_SIZE) {
            long start = Math.max(lowest, end - BLOCK_SIZE);
            in.readAt(start, block);
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                Optional<SectionSizes> found =
                        isHead(block, i) ? readCandidate(start + i, lengthField(block, i)) : Optional.empty();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return SectionSizes.NONE;
    }

    private static boolean isHead(byte[] block, int i) {
        return block[i] == 0 && block[i + 1] == 6 && block[i + HEAD_LENGTH - 1] == '{';
    }

    private static long lengthField(byte[] block, int i) {
        return (block[i + 2] & 0xffL) << 24
                | (block[i + 3] & 0xff) << 16
                | (block[i + 4] & 0xff) << 8
                | block[i + 5] & 0xff;
    }

    /**
     * Reads the vmdescription whose head is at {@code offset}; returns empty to continue the search. A malformed
     * vmdescription at the end of the input ends the search.
     */
    private Optional<SectionSizes> readCandidate(long offset, long length) throws IOException {
        long end = offset + HEAD_LENGTH - 1 + length;
        if (end == size) {
            return Optional.of(read(offset, end).orElse(SectionSizes.NONE));
        }
        byte[] footer = new byte[SectionFooter.LENGTH];
        boolean followsSection = end < size
                && offset >= footer.length
                && in.readAt(offset - footer.length, footer) == footer.length
                && SectionFooter.isFooter(footer);
        return followsSection && candidatesRead++ < MAX_CANDIDATES ? read(offset, end) : Optional.empty();
    }

    private Optional<SectionSizes> read(long offset, long end) throws IOException {
        try {
            return Optional.of(VmDescription.read(
                    in.openRange(offset + HEAD_LENGTH - 1, end - (offset + HEAD_LENGTH - 1)), MAX_VMDESC_LENGTH));
        } catch (VmDescriptionException e) {
            // If this is the vmdescription, the walk over the stream reports the error.
            return Optional.empty();
        }
    }
}
