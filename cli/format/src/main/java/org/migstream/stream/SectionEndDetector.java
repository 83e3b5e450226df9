// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;

/**
 * Detects the end of a section from the bytes after it. No field shows whether sections have footers (QEMU's {@code
 * migration.send-section-footer}), so the bytes at the end of the first section decide this.
 */
final class SectionEndDetector {
    /** Maximum length of the head of an element in bytes. */
    private static final int MAX_HEAD_LENGTH = 1 + 4 + 1 + 255 + 4 + 4;

    /** Maximum length of names that occur too often by chance, in bytes. */
    private static final int MAX_SHORT_NAME = 2;

    /** Number of bytes after a possible end that a test can need: a footer and the longest head of the next element. */
    static final int LOOKAHEAD = SectionFooter.LENGTH + MAX_HEAD_LENGTH;

    /**
     * Maximum version of a device. Most versions are below 1000, but the version in QEMU's hw/nvram/eeprom93xx.c is a
     * date.
     */
    static final long MAX_VERSION = 20061113;

    private static final long MAX_PLAUSIBLE_ID = 1 << 20;

    private final LongPredicate isStartedId;
    private @Nullable Boolean footersPresent;
    private long packageEnd = Long.MAX_VALUE;

    /** @param isStartedId tests whether a START section has a section id */
    SectionEndDetector(LongPredicate isStartedId) {
        this.isStartedId = isStartedId;
    }

    /** Sets the end of the current package, in bytes from the start of the stream. */
    void setPackageEnd(long end) {
        packageEnd = end;
    }

    /** Returns whether this stream has footers. The first call must be at the end of the first section. */
    boolean detectFooters(ByteSource in) throws IOException {
        if (footersPresent != null) {
            return footersPresent;
        }
        if (in.available(1) == 0) {
            throw in.endOfInputException();
        }
        boolean present = in.peek8(0) == ElementType.QEMU_VM_SECTION_FOOTER;
        footersPresent = present;
        return present;
    }

    /** Returns whether sections are known to have no footers. */
    boolean hasNoFooters() {
        return Boolean.FALSE.equals(footersPresent);
    }

    /** Returns whether a payload of unknown structure can end {@code ahead} bytes after the position. */
    boolean canEndAt(ByteSource in, int ahead, long id) throws IOException {
        return isFooterAt(in, ahead, id)
                ? isElementAt(in, ahead + SectionFooter.LENGTH, true)
                : !Boolean.TRUE.equals(footersPresent) && isElementAt(in, ahead, false);
    }

    /** Returns whether section {@code id}, whose records end {@code ahead} bytes after the position, can end there. */
    boolean canEndAfterRecordsAt(ByteSource in, int ahead, long id) throws IOException {
        return isFooterAt(in, ahead, id) || !Boolean.TRUE.equals(footersPresent) && isElementAt(in, ahead, true);
    }

    /** Returns whether the footer of section {@code id} is {@code ahead} bytes after the position. */
    boolean isFooterAt(ByteSource in, int ahead, long id) throws IOException {
        return !hasNoFooters()
                && in.available(ahead + SectionFooter.LENGTH) == ahead + SectionFooter.LENGTH
                && in.peek8(ahead) == ElementType.QEMU_VM_SECTION_FOOTER
                && in.peek32(ahead + 1) == id;
    }

    /**
     * Returns whether a damaged footer is {@code ahead} bytes after the position: either the type byte or the id is right,
     * and the head of a section or the vmdescription follows.
     */
    boolean isDamagedFooterAt(ByteSource in, int ahead, long id) throws IOException {
        if (!Boolean.TRUE.equals(footersPresent)
                || in.available(ahead + SectionFooter.LENGTH) < ahead + SectionFooter.LENGTH
                || in.peek8(ahead) == ElementType.QEMU_VM_SECTION_FOOTER == (in.peek32(ahead + 1) == id)) {
            return false;
        }
        int head = ahead + SectionFooter.LENGTH;
        int available = in.available(head + MAX_HEAD_LENGTH) - head;
        if (available <= MAX_SHORT_NAME + 6) {
            return false;
        }
        switch (in.peek8(head)) {
            case ElementType.QEMU_VM_SECTION_START:
            case ElementType.QEMU_VM_SECTION_FULL:
                return in.peek8(head + 5) > MAX_SHORT_NAME && isNamedSectionAt(in, head, available, false);
            case ElementType.QEMU_VM_EOF:
                return in.peek8(head + 1) == ElementType.QEMU_VM_VMDESCRIPTION && in.peek8(head + 6) == '{';
            default:
                return false;
        }
    }

    /**
     * Returns whether an element can start {@code ahead} bytes after the position, as far as its head shows.
     *
     * @param evident whether the bytes before this offset also indicate an end. If false, only heads that are too long
     *     to occur by chance are accepted; truncated heads are rejected.
     */
    private boolean isElementAt(ByteSource in, int ahead, boolean evident) throws IOException {
        if (in.position() + ahead == packageEnd) {
            return true;
        }
        int available = in.available(ahead + MAX_HEAD_LENGTH) - ahead;
        if (available == 0) {
            return evident;
        }
        switch (in.peek8(ahead)) {
            case ElementType.QEMU_VM_EOF:
                return available == 1
                        ? evident
                        : in.peek8(ahead + 1) == ElementType.QEMU_VM_VMDESCRIPTION
                                && (available < 7 ? evident : isVmDescAt(in, ahead + 2, evident));
            case ElementType.QEMU_VM_SECTION_START:
            case ElementType.QEMU_VM_SECTION_FULL:
                return available < 6 ? evident : isNamedSectionAt(in, ahead, available, evident);
            case ElementType.QEMU_VM_SECTION_PART:
            case ElementType.QEMU_VM_SECTION_END:
                return evident && (available < 5 || isStartedId.test(in.peek32(ahead + 1)));
            case ElementType.QEMU_VM_COMMAND:
                return evident && (available < 5 || Command.isValid(in.peek16(ahead + 1), in.peek16(ahead + 3)));
            default:
                return false;
        }
    }

    /**
     * Returns whether the length and the body of a vmdescription can start {@code ahead} bytes after the position. QEMU
     * loads a stream whose vmdescription is not JSON; such a vmdescription must end where the input ends.
     */
    private static boolean isVmDescAt(ByteSource in, int ahead, boolean evident) throws IOException {
        if (in.peek8(ahead + Integer.BYTES) == '{' || !evident) {
            return in.peek8(ahead + Integer.BYTES) == '{';
        }
        long end = ahead + Integer.BYTES + in.peek32(ahead);
        return in.isSeekable()
                ? in.remaining().orElseThrow() == end
                : end < ByteSource.MAX_LOOKAHEAD && in.available((int) end + 1) == end;
    }

    private static boolean isNamedSectionAt(ByteSource in, int ahead, int available, boolean evident) {
        int length = in.peek8(ahead + 5);
        if (in.peek32(ahead + 1) >= MAX_PLAUSIBLE_ID || length <= (evident ? 0 : MAX_SHORT_NAME)) {
            return false;
        }
        for (int i = 0; i < Math.min(length, available - 6); i++) {
            int c = in.peek8(ahead + 6 + i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return available < 14 + length ? evident : in.peek32(ahead + 10 + length) <= MAX_VERSION;
    }
}
