// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_TOO_MANY_SECTIONS;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.migstream.io.LimitExceededException;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;

/** The lengths of the FULL sections of a stream, and the keys of its other sections. */
final class PayloadLengths {
    /** Maximum number of FULL sections; a machine has a few hundred. */
    private static final int MAX_SECTIONS = 1 << 14;

    private final Map<SectionKey, Queue<Long>> lengths = new HashMap<>();
    private final Set<SectionKey> started = new HashSet<>();
    private int sectionCount;
    private long current;

    /**
     * Counts the bytes of an element.
     *
     * @param section the section of the element
     */
    void add(Element element, Section section) throws IOException {
        if (element instanceof Section) {
            current = 0;
            if (section.kind() == Section.Kind.START) {
                started.add(section.key());
            }
        } else if (!(element instanceof SectionFooter)) {
            current += element.headLength() + element.bodyLength();
        } else if (section.kind() == Section.Kind.FULL) {
            lengths.computeIfAbsent(section.key(), key -> new ArrayDeque<>(1)).add(current);
            if (++sectionCount > MAX_SECTIONS) {
                throw new LimitExceededException(
                        CONVERT_TOO_MANY_SECTIONS, section.offset(), "more than " + MAX_SECTIONS + " FULL sections");
            }
        }
    }

    /** Returns the length of the next FULL section with a key, in the order of the stream; empty after the last. */
    OptionalLong next(SectionKey key) {
        Queue<Long> left = lengths.get(key);
        return left == null || left.isEmpty() ? OptionalLong.empty() : OptionalLong.of(left.remove());
    }

    /** Returns whether the stream has a section with this key that is not FULL. */
    boolean hasStarted(SectionKey key) {
        return started.contains(key);
    }
}
