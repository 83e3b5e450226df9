// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.VFIO_CONFIG_END;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * Detects the layout of a VFIO configuration. The format has no length field, so all possible layouts are tried. The
 * right layout is the one after which END_OF_STATE and a plausible element follow.
 */
final class VfioConfigLayoutDetector {
    private static final int[] SPACE_SIZES = {ConfigSpace.CONVENTIONAL_SIZE, ConfigSpace.EXPRESS_SIZE};

    private VfioConfigLayoutDetector() {}

    /** Checks the bytes after the END_OF_STATE that ends a configuration. */
    interface NextRecordCheck {
        /** Returns whether the bytes {@code ahead} bytes after the position can follow a configuration. */
        boolean matches(ByteSource in, int ahead) throws IOException;

        /** Returns whether the bytes {@code ahead} bytes after the position certainly follow a configuration. */
        default boolean matchesForCertain(ByteSource in, int ahead) throws IOException {
            return false;
        }
    }

    /**
     * Maximum number of bytes in which the end is searched. From each of them the checks of a section's end can look
     * ahead.
     */
    private static final int SEARCH_LIMIT = ByteSource.MAX_LOOKAHEAD - Long.BYTES - SectionEndDetector.LOOKAHEAD;

    private static final VfioConfigLayout NO_CONFIG = new VfioConfigLayout(0, 0, 0, false, false);

    /** Detects the layout of the configuration at the position. */
    static VfioConfigLayout detect(ByteSource in, NextRecordCheck next) throws IOException {
        int available = in.available(SEARCH_LIMIT);
        if (isEndAt(in, 0, next)) {
            return NO_CONFIG;
        }
        List<VfioConfigLayout> candidates = new ArrayList<>();
        for (int spaceBytes : SPACE_SIZES) {
            if (canStartConfig(in, available, spaceBytes)) {
                addCandidates(in, spaceBytes, candidates);
            }
        }
        // If no candidate has a valid end, END_OF_STATE or the bytes after it are damaged. The parser finds and reports
        // which of them is damaged.
        @Nullable VfioConfigLayout layout = firstMatch(candidates, c -> isEndAt(in, (int) c.length(), next));
        layout = layout != null ? layout : firstMatch(candidates, c -> isEndOfStateAt(in, (int) c.length()));
        layout = layout != null ? layout : firstMatch(candidates, c -> isFooterAfter(in, (int) c.length(), next));
        return layout != null ? layout : findUnknownLayout(in, available, next);
    }

    @FunctionalInterface
    private interface CandidateTest {
        boolean passes(VfioConfigLayout candidate) throws IOException;
    }

    /** Returns the first candidate that passes, marked as ambiguous if others pass; null if none does. */
    private static @Nullable VfioConfigLayout firstMatch(List<VfioConfigLayout> candidates, CandidateTest test)
            throws IOException {
        VfioConfigLayout first = null;
        for (VfioConfigLayout candidate : candidates) {
            if (test.passes(candidate)) {
                if (first != null) {
                    return new VfioConfigLayout(
                            first.length(), first.spaceBytes(), first.msixVectors(), first.display(), true);
                }
                first = candidate;
            }
        }
        return first;
    }

    private static boolean canStartConfig(ByteSource in, int available, int spaceBytes) {
        int irqState = VfioConfigLayout.SPACE_OFFSET + spaceBytes;
        if (available < irqState + VfioConfigLayout.IRQ_STATE_BYTES || in.peek32(0) < 1 || in.peek32(0) > 2) {
            return false;
        }
        for (int pin = 0; pin < 4; pin++) {
            if (in.peek32(irqState + 4 * pin) > 1) {
                return false;
            }
        }
        return true;
    }

    private static void addCandidates(ByteSource in, int spaceBytes, List<VfioConfigLayout> candidates)
            throws IOException {
        int vectors = msixVectors(in);
        for (int n : vectors == 0 ? new int[] {0} : new int[] {vectors, 0}) {
            int end = VfioConfigLayout.lengthWith(spaceBytes, n);
            candidates.add(new VfioConfigLayout(end, spaceBytes, n, false, false));
            if (isDisplayAt(in, end)) {
                candidates.add(new VfioConfigLayout(end + VfioConfigLayout.DISPLAY_LENGTH, spaceBytes, n, true, false));
            }
        }
    }

    /** Returns the number of saved vectors. The MSI-X capability is always in the first 256 bytes of the space. */
    private static int msixVectors(ByteSource in) {
        byte[] space = new byte[ConfigSpace.CONVENTIONAL_SIZE];
        for (int i = 0; i < space.length; i++) {
            space[i] = (byte) in.peek8(VfioConfigLayout.SPACE_OFFSET + i);
        }
        return MsixTable.savedVectorCount(new ConfigSpace(space));
    }

    private static boolean isDisplayAt(ByteSource in, int ahead) throws IOException {
        if (in.available(ahead + VfioConfigLayout.DISPLAY_LENGTH) < ahead + VfioConfigLayout.DISPLAY_LENGTH
                || in.peek8(ahead) != ElementType.QEMU_VM_SUBSECTION
                || in.peek8(ahead + 1) != VfioConfigLayout.DISPLAY_NAME.length()) {
            return false;
        }
        for (int i = 0; i < VfioConfigLayout.DISPLAY_NAME.length(); i++) {
            if (in.peek8(ahead + 2 + i) != VfioConfigLayout.DISPLAY_NAME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEndAt(ByteSource in, int ahead, NextRecordCheck next) throws IOException {
        return isEndOfStateAt(in, ahead) && next.matches(in, ahead + Long.BYTES);
    }

    private static boolean isEndOfStateAt(ByteSource in, int ahead) throws IOException {
        return in.available(ahead + Long.BYTES) == ahead + Long.BYTES
                && in.peek64(ahead) == VfioRecord.Tag.END_OF_STATE.value();
    }

    /** Returns whether the footer follows the eight bytes at {@code ahead}, even if these are not END_OF_STATE. */
    private static boolean isFooterAfter(ByteSource in, int ahead, NextRecordCheck next) throws IOException {
        return in.available(ahead + Long.BYTES) == ahead + Long.BYTES && next.matchesForCertain(in, ahead + Long.BYTES);
    }

    /** Returns a layout that ends at the first END_OF_STATE after which the section can end. */
    private static VfioConfigLayout findUnknownLayout(ByteSource in, int available, NextRecordCheck next)
            throws IOException {
        for (int ahead = 0; ahead < available; ahead++) {
            if (in.peek8(ahead) == 0xff && isEndAt(in, ahead, next)) {
                return layoutOfLength(in, ahead);
            }
        }
        if (available < SEARCH_LIMIT && isTruncated(in, available)) {
            throw in.endOfInputException();
        }
        throw new MalformedStreamException(
                VFIO_CONFIG_END,
                in.position(),
                "the end of the device's configuration cannot be found: the section does not end after any END_OF_STATE");
    }

    /**
     * Returns the layout of a configuration whose registers contradict its length. The length alone determines the size
     * of the space and the number of vectors.
     */
    private static VfioConfigLayout layoutOfLength(ByteSource in, int length) {
        for (int spaceBytes : SPACE_SIZES) {
            int table = length - VfioConfigLayout.lengthWith(spaceBytes, 0);
            int vectors = table * Byte.SIZE / (MsixTable.ENTRY_SIZE * Byte.SIZE + 1);
            if (table >= 0
                    && vectors <= MsixTable.MAX_ENTRIES
                    && VfioConfigLayout.lengthWith(spaceBytes, vectors) == length
                    && in.peek32(0) >= 1
                    && in.peek32(0) <= 2) {
                return new VfioConfigLayout(length, spaceBytes, vectors, false, false);
            }
        }
        return new VfioConfigLayout(length, 0, 0, false, false);
    }

    /** Returns whether the input is too short for the longest configuration and the bytes that a check of its end needs. */
    private static boolean isTruncated(ByteSource in, int available) {
        int longest = SPACE_SIZES[SPACE_SIZES.length - 1];
        return available < VfioConfigLayout.lengthWith(longest, 0)
                || available
                        < VfioConfigLayout.lengthWith(longest, msixVectors(in))
                                + VfioConfigLayout.DISPLAY_LENGTH
                                + Long.BYTES
                                + SectionEndDetector.LOOKAHEAD;
    }
}
