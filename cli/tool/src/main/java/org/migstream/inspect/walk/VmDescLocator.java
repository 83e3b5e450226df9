// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSource;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionSizes;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescriptionException;

/**
 * Finds the description of an input that can be read out of order. Nothing points to it, but it is the last thing in the
 * stream, and the stream mostly that in the input: the bytes {@code 00 06 be32 n '{'} with n reaching to the end of the
 * input. Where something else follows the stream, in a block device say, n ends earlier; such bytes may also be part of
 * guest memory, and so they count only where a section's footer stands in front: then no length out of them is believed
 * that is not confirmed by another footer.
 */
public final class VmDescLocator {
    /** Bytes of JSON that are read; the description of the largest machines has some MiB. */
    static final long MAX_VMDESC_LENGTH = 64 << 20;

    private static final int HEAD_LENGTH = 7;
    private static final int BLOCK_SIZE = 1 << 16;
    /** More than one only where somebody wants to waste time. */
    private static final int MAX_CANDIDATES = 16;

    private final ByteSource in;
    private final long size;
    private int candidatesRead;

    private VmDescLocator(ByteSource in, long size) {
        this.in = in;
        this.size = size;
    }

    /** What the description says; {@link SectionSizes#NONE} if there is none or it cannot be used. */
    public static SectionSizes locate(ByteSource in) throws IOException {
        return in.isSeekable()
                ? new VmDescLocator(in, in.remaining().orElseThrow()).searchBackwards()
                : SectionSizes.NONE;
    }

    /** Looks at the last bytes, block by block from the end on. */
    private SectionSizes searchBackwards() throws IOException {
        byte[] block = new byte[BLOCK_SIZE + HEAD_LENGTH - 1];
        long lowest = Math.max(0, size - MAX_VMDESC_LENGTH);
        for (long end = size - HEAD_LENGTH + 1; end > lowest; end -= BLOCK_SIZE) {
            long start = Math.max(lowest, end - BLOCK_SIZE);
            in.readAt(start, block);
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                SectionSizes found = isHead(block, i) ? readCandidate(start + i, lengthField(block, i)) : null;
                if (found != null) {
                    return found;
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

    /** The description whose head stands there; null if it is none. */
    private SectionSizes readCandidate(long place, long length) throws IOException {
        long end = place + HEAD_LENGTH - 1 + length;
        if (end == size) {
            return read(place, end).orElse(SectionSizes.NONE);
        }
        byte[] footer = new byte[SectionFooter.LENGTH];
        boolean behindSection = end < size
                && place >= footer.length
                && in.readAt(place - footer.length, footer) == footer.length
                && SectionFooter.isFooter(footer);
        return behindSection && candidatesRead++ < MAX_CANDIDATES
                ? read(place, end).orElse(null)
                : null;
    }

    private Optional<SectionSizes> read(long place, long end) throws IOException {
        long start = place + HEAD_LENGTH - 1;
        try {
            return Optional.of(VmDescription.read(in.openRange(start, end - start), MAX_VMDESC_LENGTH));
        } catch (VmDescriptionException e) {
            // If it is one, the reading of the stream itself will come to it and report it.
            return Optional.empty();
        }
    }
}
