// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.function.LongPredicate;
import org.migstream.io.ByteSource;

/**
 * Recognises the end of a section from what stands behind it. Whether sections have footers is nowhere said (QEMU's
 * {@code migration.send-section-footer}); the first section that ends tells.
 */
final class SectionEnds {
    /** How far behind an end one must see: a footer and the longest head of the next element. */
    static final int REACH = SectionFooter.LENGTH + 1 + 4 + 1 + 255 + 4 + 4;

    private static final long PLAUSIBLE_ID = 1 << 20;
    private static final long PLAUSIBLE_VERSION = 1 << 16;

    private final LongPredicate started;
    private Boolean footers;
    private long packageEnd = Long.MAX_VALUE;

    /** @param started whether a section id was announced by a START */
    SectionEnds(LongPredicate started) {
        this.started = started;
    }

    /** Inside a package: elements end here, in bytes from the start of the stream. */
    void within(long end) {
        packageEnd = end;
    }

    /** Whether footers stand in this stream; asked at the position where the first section has ended. */
    boolean footersAt(ByteSource in) throws IOException {
        if (footers == null) {
            if (in.available(1) == 0) {
                throw in.truncated();
            }
            footers = in.peek8(0) == ElementMark.QEMU_VM_SECTION_FOOTER;
        }
        return footers;
    }

    /** Whether it is known that sections have no footers. */
    boolean footersAbsent() {
        return Boolean.FALSE.equals(footers);
    }

    /** Whether the section {@code id} can end {@code ahead} of the position. */
    boolean endsAt(ByteSource in, int ahead, long id) throws IOException {
        if (!footersAbsent()
                && in.available(ahead + SectionFooter.LENGTH) == ahead + SectionFooter.LENGTH
                && in.peek8(ahead) == ElementMark.QEMU_VM_SECTION_FOOTER
                && in.peek32(ahead + 1) == id) {
            return elementAt(in, ahead + SectionFooter.LENGTH, true);
        }
        // Without footers, a zero as the last byte of the input is more likely data that were cut than an end.
        return !Boolean.TRUE.equals(footers)
                && elementAt(in, ahead, false)
                && (in.available(ahead + 2) != ahead + 1 || in.peek8(ahead) != ElementMark.QEMU_VM_EOF);
    }

    /**
     * Whether an element can begin {@code ahead} of the position: the checks of a head that need no context.
     *
     * @param cut what to say when the input ends in the head, and so far nothing speaks against it
     */
    private boolean elementAt(ByteSource in, int ahead, boolean cut) throws IOException {
        if (in.position() + ahead == packageEnd) {
            return true;
        }
        int there = in.available(ahead + REACH - SectionFooter.LENGTH) - ahead;
        if (there == 0) {
            return cut;
        }
        switch (in.peek8(ahead)) {
            case ElementMark.QEMU_VM_EOF:
                return there == 1
                        || in.peek8(ahead + 1) == ElementMark.QEMU_VM_VMDESCRIPTION
                                && (there < 7 ? cut : in.peek8(ahead + 6) == '{');
            case ElementMark.QEMU_VM_SECTION_START:
            case ElementMark.QEMU_VM_SECTION_FULL:
                return there < 6 ? cut : namedSectionAt(in, ahead, there, cut);
            case ElementMark.QEMU_VM_SECTION_PART:
            case ElementMark.QEMU_VM_SECTION_END:
                return there < 5 ? cut : started.test(in.peek32(ahead + 1));
            case ElementMark.QEMU_VM_COMMAND:
                return there < 5 ? cut : Command.isValid(in.peek16(ahead + 1), in.peek16(ahead + 3));
            default:
                return false;
        }
    }

    private static boolean namedSectionAt(ByteSource in, int ahead, int there, boolean cut) {
        int length = in.peek8(ahead + 5);
        if (in.peek32(ahead + 1) >= PLAUSIBLE_ID || length == 0) {
            return false;
        }
        for (int i = 0; i < Math.min(length, there - 6); i++) {
            int c = in.peek8(ahead + 6 + i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return there < 14 + length ? cut : in.peek32(ahead + 10 + length) < PLAUSIBLE_VERSION;
    }
}
