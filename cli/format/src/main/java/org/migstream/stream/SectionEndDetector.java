// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.function.LongPredicate;
import org.migstream.io.ByteSource;

/**
 * Recognises the end of a section from what stands behind it. Whether sections have footers is nowhere said (QEMU's
 * {@code migration.send-section-footer}); the first section that ends tells.
 */
final class SectionEndDetector {
    /** The longest head of an element, bytes. */
    private static final int MAX_HEAD_LENGTH = 1 + 4 + 1 + 255 + 4 + 4;

    /** Names up to here are met by chance too easily. */
    private static final int MAX_SHORT_NAME = 2;

    /** How far behind an end one must see: a footer and the longest head of the next element. */
    static final int LOOKAHEAD = SectionFooter.LENGTH + MAX_HEAD_LENGTH;

    /** Versions of devices are below some hundreds; only that of QEMU's hw/nvram/eeprom93xx.c is a date. */
    static final long MAX_VERSION = 20061113;

    private static final long MAX_PLAUSIBLE_ID = 1 << 20;

    private final LongPredicate isStartedId;
    private Boolean footersPresent;
    private long packageEnd = Long.MAX_VALUE;

    /** @param started whether a section id was announced by a START */
    SectionEndDetector(LongPredicate started) {
        this.isStartedId = started;
    }

    /** Inside a package: elements end here, in bytes from the start of the stream. */
    void setPackageEnd(long end) {
        packageEnd = end;
    }

    /** Whether footers stand in this stream; asked at the position where the first section has ended. */
    boolean detectFooters(ByteSource in) throws IOException {
        if (footersPresent == null) {
            if (in.available(1) == 0) {
                throw in.endOfInputException();
            }
            footersPresent = in.peek8(0) == ElementType.QEMU_VM_SECTION_FOOTER;
        }
        return footersPresent;
    }

    /** Whether it is known that sections have no footers. */
    boolean hasNoFooters() {
        return Boolean.FALSE.equals(footersPresent);
    }

    /** Whether a payload of which nothing is known can end {@code ahead} of the position, in the section {@code id}. */
    boolean canEndAt(ByteSource in, int ahead, long id) throws IOException {
        return isFooterAt(in, ahead, id)
                ? isElementAt(in, ahead + SectionFooter.LENGTH, true)
                : !Boolean.TRUE.equals(footersPresent) && isElementAt(in, ahead, false);
    }

    /** Whether the section {@code id} ends {@code ahead} of the position, where its own records say that it does. */
    boolean canEndAfterRecordsAt(ByteSource in, int ahead, long id) throws IOException {
        return isFooterAt(in, ahead, id) || !Boolean.TRUE.equals(footersPresent) && isElementAt(in, ahead, true);
    }

    /** Whether the footer of the section {@code id} stands {@code ahead} of the position. */
    boolean isFooterAt(ByteSource in, int ahead, long id) throws IOException {
        return !hasNoFooters()
                && in.available(ahead + SectionFooter.LENGTH) == ahead + SectionFooter.LENGTH
                && in.peek8(ahead) == ElementType.QEMU_VM_SECTION_FOOTER
                && in.peek32(ahead + 1) == id;
    }

    /**
     * Whether a damaged footer stands {@code ahead} of the position: the mark or the id is right, and the head of a
     * section or the description follows.
     */
    boolean isDamagedFooterAt(ByteSource in, int ahead, long id) throws IOException {
        if (!Boolean.TRUE.equals(footersPresent)
                || in.available(ahead + SectionFooter.LENGTH) < ahead + SectionFooter.LENGTH
                || in.peek8(ahead) == ElementType.QEMU_VM_SECTION_FOOTER == (in.peek32(ahead + 1) == id)) {
            return false;
        }
        int head = ahead + SectionFooter.LENGTH;
        int there = in.available(head + MAX_HEAD_LENGTH) - head;
        if (there <= MAX_SHORT_NAME + 6) {
            return false;
        }
        switch (in.peek8(head)) {
            case ElementType.QEMU_VM_SECTION_START:
            case ElementType.QEMU_VM_SECTION_FULL:
                return in.peek8(head + 5) > MAX_SHORT_NAME && isNamedSectionAt(in, head, there, false);
            case ElementType.QEMU_VM_EOF:
                return in.peek8(head + 1) == ElementType.QEMU_VM_VMDESCRIPTION && in.peek8(head + 6) == '{';
            default:
                return false;
        }
    }

    /**
     * Whether an element can begin {@code ahead} of the position: the checks of a head that need no context.
     *
     * @param evident whether what stands in front says so too; else only what is long enough not to be met by chance
     *     counts, and a head that the input cuts off does not
     */
    private boolean isElementAt(ByteSource in, int ahead, boolean evident) throws IOException {
        if (in.position() + ahead == packageEnd) {
            return true;
        }
        int there = in.available(ahead + MAX_HEAD_LENGTH) - ahead;
        if (there == 0) {
            return evident;
        }
        switch (in.peek8(ahead)) {
            case ElementType.QEMU_VM_EOF:
                return there == 1
                        ? evident
                        : in.peek8(ahead + 1) == ElementType.QEMU_VM_VMDESCRIPTION
                                && (there < 7 ? evident : in.peek8(ahead + 6) == '{');
            case ElementType.QEMU_VM_SECTION_START:
            case ElementType.QEMU_VM_SECTION_FULL:
                return there < 6 ? evident : isNamedSectionAt(in, ahead, there, evident);
            case ElementType.QEMU_VM_SECTION_PART:
            case ElementType.QEMU_VM_SECTION_END:
                return evident && (there < 5 || isStartedId.test(in.peek32(ahead + 1)));
            case ElementType.QEMU_VM_COMMAND:
                return evident && (there < 5 || Command.isValid(in.peek16(ahead + 1), in.peek16(ahead + 3)));
            default:
                return false;
        }
    }

    private static boolean isNamedSectionAt(ByteSource in, int ahead, int there, boolean evident) {
        int length = in.peek8(ahead + 5);
        if (in.peek32(ahead + 1) >= MAX_PLAUSIBLE_ID || length <= (evident ? 0 : MAX_SHORT_NAME)) {
            return false;
        }
        for (int i = 0; i < Math.min(length, there - 6); i++) {
            int c = in.peek8(ahead + 6 + i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return there < 14 + length ? evident : in.peek32(ahead + 10 + length) <= MAX_VERSION;
    }
}
