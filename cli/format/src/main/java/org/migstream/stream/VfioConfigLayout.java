// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;

/**
 * How the body of a DEV_CONFIG_STATE is laid out: the VMState {@code VFIOPCIDevice} (QEMU hw/vfio/pci.c {@code
 * vmstate_vfio_pci_config}), which has neither a length nor a field for the size of the configuration space.
 *
 * <pre>
 *   be32 version of PCIDevice
 *   configuration space      256 or 4096 bytes, as PCI has it (little-endian)
 *   4 x be32 irq_state
 *   MSI-X table              16 bytes a vector      both only with an MSI-X capability
 *   pending bits             1 bit a vector, whole bytes
 *   [VFIODisplay subsection] 37 + 28 bytes          QEMU 8.2 and later, ramfb
 * </pre>
 *
 * @param length of the whole, bytes; 0 for a device without a bus configuration
 * @param spaceBytes 256 or 4096; 0 when the layout is not known and only the end was found
 * @param msixVectors entries in the saved table
 * @param display whether the VFIODisplay subsection is there
 * @param ambiguous whether another size of the space would have fitted too
 */
public record VfioConfigLayout(long length, int spaceBytes, int msixVectors, boolean display, boolean ambiguous) {
    /** Where the configuration space begins. */
    public static final int SPACE_OFFSET = 4;

    /** Of {@code vmstate_pci_device} in QEMU hw/pci/pci.c, since 2009. */
    private static final int PCI_DEVICE_VERSION = 2;

    private static final int IRQ_STATE_BYTES = 16;
    private static final String DISPLAY_NAME = "VFIOPCIDevice/VFIODisplay";
    private static final int DISPLAY_LENGTH = 1 + 1 + DISPLAY_NAME.length() + 4 + 28;
    private static final int[] SPACE_SIZES = {ConfigSpace.CONVENTIONAL_SIZE, ConfigSpace.EXPRESS_SIZE};

    /** The layout of a configuration without a display. */
    public static VfioConfigLayout of(ConfigSpace space, MsixTable msix) {
        return new VfioConfigLayout(
                lengthWith(space.size(), msix.entryCount()), space.size(), msix.entryCount(), false, false);
    }

    /**
     * The body of a configuration that has this layout, and no interrupt pin raised.
     *
     * @param space {@link #spaceBytes} bytes
     * @param msix {@link #msixVectors} vectors
     */
    public ByteBuffer body(ConfigSpace space, MsixTable msix) {
        ByteBuffer body = ByteBuffer.allocate((int) length);
        body.putInt(PCI_DEVICE_VERSION).put(space.bytes()).position(SPACE_OFFSET + spaceBytes + IRQ_STATE_BYTES);
        return body.put(msix.table()).put(msix.pendingBits()).flip();
    }

    /** What must stand behind the END_OF_STATE that ends a configuration. */
    interface NextRecordCheck {
        /** Whether it stands {@code ahead} of the position. */
        boolean matches(ByteSource in, int ahead) throws IOException;

        /** Whether it stands there so clearly that it cannot be chance. */
        default boolean matchesForCertain(ByteSource in, int ahead) throws IOException {
            return false;
        }
    }

    /** How far the end is looked for, bytes: from everywhere there one can see what the end of a section needs. */
    private static final int SEARCH_LIMIT = ByteSource.MAX_LOOKAHEAD - Long.BYTES - SectionEndDetector.LOOKAHEAD;

    private static final VfioConfigLayout NO_CONFIG = new VfioConfigLayout(0, 0, 0, false, false);

    /** Finds the layout of the configuration that begins at the position. */
    static VfioConfigLayout find(ByteSource in, NextRecordCheck behind) throws IOException {
        int there = in.available(SEARCH_LIMIT);
        if (isEndAt(in, 0, behind)) {
            return NO_CONFIG;
        }
        List<VfioConfigLayout> candidates = new ArrayList<>();
        for (int spaceBytes : SPACE_SIZES) {
            if (canStartConfig(in, there, spaceBytes)) {
                addCandidates(in, spaceBytes, candidates);
            }
        }
        // Where nothing ends as it should, END_OF_STATE or what follows it is damaged: reading on will tell which.
        VfioConfigLayout layout = firstMatch(candidates, c -> isEndAt(in, (int) c.length, behind));
        layout = layout != null ? layout : firstMatch(candidates, c -> isEndOfStateAt(in, (int) c.length));
        layout = layout != null ? layout : firstMatch(candidates, c -> isFooterAfter(in, (int) c.length, behind));
        return layout != null ? layout : findUnknownLayout(in, there, behind);
    }

    @FunctionalInterface
    private interface CandidateTest {
        boolean passes(VfioConfigLayout candidate) throws IOException;
    }

    /** The first that passes, marked as ambiguous if others do; null if none does. */
    private static VfioConfigLayout firstMatch(List<VfioConfigLayout> candidates, CandidateTest test)
            throws IOException {
        VfioConfigLayout first = null;
        for (VfioConfigLayout candidate : candidates) {
            if (test.passes(candidate)) {
                if (first != null) {
                    return new VfioConfigLayout(first.length, first.spaceBytes, first.msixVectors, first.display, true);
                }
                first = candidate;
            }
        }
        return first;
    }

    private static boolean canStartConfig(ByteSource in, int there, int spaceBytes) {
        int irqState = SPACE_OFFSET + spaceBytes;
        if (there < irqState + IRQ_STATE_BYTES || in.peek32(0) < 1 || in.peek32(0) > 2) {
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
            int end = lengthWith(spaceBytes, n);
            candidates.add(new VfioConfigLayout(end, spaceBytes, n, false, false));
            if (isDisplayAt(in, end)) {
                candidates.add(new VfioConfigLayout(end + DISPLAY_LENGTH, spaceBytes, n, true, false));
            }
        }
    }

    private static int lengthWith(int spaceBytes, int vectors) {
        return SPACE_OFFSET + spaceBytes + IRQ_STATE_BYTES + vectors * MsixTable.ENTRY_SIZE + (vectors + 7) / 8;
    }

    /** MSI-X stands in the first 256 bytes of the space, whatever its size. */
    private static int msixVectors(ByteSource in) {
        byte[] space = new byte[ConfigSpace.CONVENTIONAL_SIZE];
        for (int i = 0; i < space.length; i++) {
            space[i] = (byte) in.peek8(SPACE_OFFSET + i);
        }
        return MsixTable.savedVectorCount(new ConfigSpace(space));
    }

    private static boolean isDisplayAt(ByteSource in, int ahead) throws IOException {
        if (in.available(ahead + DISPLAY_LENGTH) < ahead + DISPLAY_LENGTH
                || in.peek8(ahead) != ElementType.QEMU_VM_SUBSECTION
                || in.peek8(ahead + 1) != DISPLAY_NAME.length()) {
            return false;
        }
        for (int i = 0; i < DISPLAY_NAME.length(); i++) {
            if (in.peek8(ahead + 2 + i) != DISPLAY_NAME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEndAt(ByteSource in, int ahead, NextRecordCheck behind) throws IOException {
        return isEndOfStateAt(in, ahead) && behind.matches(in, ahead + Long.BYTES);
    }

    private static boolean isEndOfStateAt(ByteSource in, int ahead) throws IOException {
        return in.available(ahead + Long.BYTES) == ahead + Long.BYTES
                && in.peek64(ahead) == VfioRecord.Tag.END_OF_STATE.value();
    }

    /** Whether what follows END_OF_STATE stands where it should, whatever stands in END_OF_STATE's place. */
    private static boolean isFooterAfter(ByteSource in, int ahead, NextRecordCheck behind) throws IOException {
        return in.available(ahead + Long.BYTES) == ahead + Long.BYTES
                && behind.matchesForCertain(in, ahead + Long.BYTES);
    }

    /** A layout of which nothing but the end is known: the first END_OF_STATE behind which the section can end. */
    private static VfioConfigLayout findUnknownLayout(ByteSource in, int there, NextRecordCheck behind)
            throws IOException {
        for (int ahead = 0; ahead < there; ahead++) {
            if (in.peek8(ahead) == 0xff && isEndAt(in, ahead, behind)) {
                return layoutOfLength(in, ahead);
            }
        }
        if (there < SEARCH_LIMIT && isTruncated(in, there)) {
            throw in.endOfInputException();
        }
        throw new MalformedStreamException(
                "vfio.config-end",
                in.position(),
                "no END_OF_STATE with the section's end behind it follows the device's configuration");
    }

    /**
     * A configuration of that length whose own registers contradict it: what must be there besides the space tells its
     * size and how many vectors were saved.
     */
    private static VfioConfigLayout layoutOfLength(ByteSource in, int length) {
        for (int spaceBytes : SPACE_SIZES) {
            int table = length - lengthWith(spaceBytes, 0);
            int vectors = table * Byte.SIZE / (MsixTable.ENTRY_SIZE * Byte.SIZE + 1);
            if (table >= 0
                    && vectors <= MsixTable.MAX_ENTRIES
                    && lengthWith(spaceBytes, vectors) == length
                    && in.peek32(0) >= 1
                    && in.peek32(0) <= 2) {
                return new VfioConfigLayout(length, spaceBytes, vectors, false, false);
            }
        }
        return new VfioConfigLayout(length, 0, 0, false, false);
    }

    /** Whether the input ends before the longest configuration, and what must be seen behind it, could have. */
    private static boolean isTruncated(ByteSource in, int there) {
        int longest = SPACE_SIZES[SPACE_SIZES.length - 1];
        return there < lengthWith(longest, 0)
                || there
                        < lengthWith(longest, msixVectors(in))
                                + DISPLAY_LENGTH
                                + Long.BYTES
                                + SectionEndDetector.LOOKAHEAD;
    }
}
