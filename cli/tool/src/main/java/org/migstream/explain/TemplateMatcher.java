// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.MessageTemplate.Element;
import org.migstream.explain.MessageTemplate.Match;
import org.migstream.explain.Placeholder.Kind;

/**
 * Tries to match one {@link MessageTemplate} at the places of one text. The number of its steps is limited, so hostile
 * text costs no time.
 */
final class TemplateMatcher {
    /** The maximum number of steps in one text. */
    private static final int MAX_STEPS = 200_000;

    private final MessageTemplate template;
    private final List<Element> elements;
    private final PastedText text;
    private final String flat;
    private final int[] starts;
    private final int[] ends;
    private int steps;

    TemplateMatcher(MessageTemplate template, PastedText text) {
        this.template = template;
        this.text = text;
        flat = text.flat();
        elements = template.elements();
        starts = new int[elements.size()];
        ends = new int[elements.size()];
    }

    /** Returns whether the steps for this text are used up. */
    boolean isExhausted() {
        return steps >= MAX_STEPS;
    }

    /** Returns the match whose first literal starts at an index; null if there is none. */
    @Nullable
    Match at(int index) {
        Placeholder leading = elements.get(0).placeholder();
        int first = leading == null ? 0 : 1;
        String literal = Objects.requireNonNull(elements.get(first).literal());
        if (!matchesLiteral(literal, index, first == 0)) {
            return null;
        }
        if (leading != null) {
            starts[0] = leading.startBefore(text.text(), index);
            ends[0] = index;
            if (starts[0] < 0) {
                return null;
            }
        }
        return match(first, index) && isAnchored() ? result() : null;
    }

    /** Returns whether the match is at the start and at the end of a message, as the template demands. */
    private boolean isAnchored() {
        int start = starts[0];
        int end = ends[ends.length - 1];
        boolean starts = start == 0 || isBreak(start - 1) || flat.startsWith(": ", start - 2);
        int next = end < flat.length() && flat.charAt(end) == '.' ? end + 1 : end;
        boolean ends = next == flat.length() || isBreak(next) || flat.charAt(next) == PastedText.QUOTE;
        return (!template.isAtStart() || starts) && (!template.isAtEnd() || ends);
    }

    private boolean isBreak(int index) {
        char c = text.text().charAt(index);
        return c == PastedText.SOFT_BREAK || c == PastedText.HARD_BREAK;
    }

    private boolean matchesLiteral(String literal, int index, boolean ignoreFirstCase) {
        if (!ignoreFirstCase) {
            return flat.startsWith(literal, index);
        }
        return flat.regionMatches(true, index, literal, 0, 1) && flat.startsWith(literal.substring(1), index + 1);
    }

    private boolean match(int element, int index) {
        steps++;
        if (element == elements.size()) {
            return true;
        }
        if (steps >= MAX_STEPS) {
            return false;
        }
        starts[element] = index;
        String literal = elements.get(element).literal();
        if (literal != null) {
            ends[element] = index + literal.length();
            return matchesLiteral(literal, index, element == 0) && match(element + 1, ends[element]);
        }
        Placeholder placeholder = Objects.requireNonNull(elements.get(element).placeholder());
        if (placeholder.kind().isNumber() || placeholder.kind() == Kind.ERROR) {
            ends[element] = placeholder.endOf(flat, index);
            return ends[element] >= 0 && match(element + 1, ends[element]);
        }
        return matchText(placeholder, element, index);
    }

    private boolean matchText(Placeholder placeholder, int element, int index) {
        String next = element + 1 < elements.size() ? elements.get(element + 1).literal() : null;
        if (next == null) {
            return matchLast(placeholder.kind(), element, index);
        }
        int limit = limit(placeholder.kind(), index);
        int minimum = placeholder.kind() == Kind.ANY ? index : index + 1;
        int end = indexOf(next, minimum, limit);
        while (end >= 0 && steps < MAX_STEPS) {
            ends[element] = end;
            if (match(element + 1, end)) {
                return true;
            }
            end = indexOf(next, end + 1, limit);
        }
        return false;
    }

    /** Returns the first index from {@code from} to {@code limit} at which a literal starts; -1 if there is none. */
    private int indexOf(String literal, int from, int limit) {
        for (int index = from; index <= limit; index++) {
            if (flat.startsWith(literal, index)) {
                return index;
            }
        }
        return -1;
    }

    private boolean matchLast(Kind kind, int element, int index) {
        boolean quoted = index < flat.length() && flat.charAt(index) == PastedText.QUOTE;
        int start = quoted ? index + 1 : index;
        starts[element] = start;
        ends[element] = endOfLast(kind, start);
        return (ends[element] > start || kind == Kind.ANY) && match(element + 1, ends[element]);
    }

    /** Returns the greatest end of a value that starts at an index and is followed by a literal. */
    private int limit(Kind kind, int index) {
        int limit = Math.min(
                text.text().length(),
                index + (kind == Kind.LINE ? Placeholder.MAX_LINE_LENGTH : Placeholder.MAX_LENGTH));
        int end = index;
        while (end < limit) {
            char c = text.text().charAt(end);
            if (c == PastedText.HARD_BREAK
                    || kind == Kind.WORD && c <= ' '
                    || kind == Kind.LINE && c == PastedText.SOFT_BREAK) {
                break;
            }
            end++;
        }
        return end;
    }

    /** Returns the end of a value that ends the template, without the punctuation after it. */
    private int endOfLast(Kind kind, int index) {
        if (kind == Kind.LINE || kind == Kind.ANY) {
            return limit(Kind.LINE, index);
        }
        int end = index;
        int limit = limit(Kind.WORD, index);
        while (end < limit && text.text().charAt(end) != PastedText.QUOTE) {
            end++;
        }
        while (end > index && ".,;:!?)]}>".indexOf(text.text().charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private Match result() {
        Map<String, String> values = new LinkedHashMap<>();
        List<int[]> literals = new ArrayList<>();
        for (int element = 0; element < starts.length; element++) {
            Placeholder placeholder = elements.get(element).placeholder();
            if (placeholder == null) {
                literals.add(new int[] {starts[element], ends[element]});
            } else {
                String value = text.text().substring(starts[element], ends[element]);
                values.put(placeholder.name(), placeholder.valueOf(value));
            }
        }
        return new Match(starts[0], ends[ends.length - 1], values, literals);
    }
}
