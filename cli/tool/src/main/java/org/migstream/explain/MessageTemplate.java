// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.Placeholder.Kind;

/**
 * The text of a message with placeholders, as a sequence of literals and placeholders. Immutable.
 *
 * <p>{@code ^} at the start of a template: only at the start of a message, which is the start of a line or follows a
 * colon. {@code $} at the end of a template: only at the end of a line.
 *
 * <p>A template is not a regular expression: {@link #findIn} looks for the longest literal first, and the number of its
 * steps is limited, so hostile text costs no time.
 */
final class MessageTemplate {
    /** The maximum number of steps in one text. */
    private static final int MAX_STEPS = 200_000;

    /** The maximum number of matches in one text. */
    private static final int MAX_MATCHES = 64;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+(?::[a-z]+)?)}");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final String source;
    private final boolean atStart;
    private final boolean atEnd;
    private final List<Element> elements;
    private final String prefilter;
    private final int prefilterReach;

    /** A literal or a placeholder. Exactly one of both is null. */
    private record Element(
            @Nullable String literal, @Nullable Placeholder placeholder) {}

    /**
     * A match.
     *
     * @param start the index of the first character
     * @param end the index after the last character
     * @param values the values of the placeholders
     * @param literals the ranges of the literals, as pairs of start and end
     */
    record Match(int start, int end, Map<String, String> values, List<int[]> literals) {
        /** Returns the number of characters that are the same in each message of this template. */
        int literalLength() {
            return literals.stream().mapToInt(range -> range[1] - range[0]).sum();
        }
    }

    private MessageTemplate(String source, boolean atStart, boolean atEnd, List<Element> elements) {
        this.source = source;
        this.atStart = atStart;
        this.atEnd = atEnd;
        this.elements = List.copyOf(elements);
        String longest = "";
        int reach = 0;
        int before = 0;
        for (int index = 0; index < elements.size(); index++) {
            String literal = elements.get(index).literal;
            if (literal != null) {
                int dropped = index == 0 ? 1 : 0;
                if (literal.length() - dropped > longest.length()) {
                    longest = literal.substring(dropped);
                    reach = before + dropped;
                }
                before += literal.length();
            } else {
                before += Placeholder.MAX_LINE_LENGTH;
            }
        }
        prefilter = longest;
        prefilterReach = reach;
    }

    /**
     * Compiles a template.
     *
     * @throws IllegalStateException if the template has no literal or an unknown kind of placeholder
     */
    static MessageTemplate compile(String source) {
        String spaced =
                SPACES.matcher(PastedText.unifyQuotes(source)).replaceAll(" ").strip();
        // A copied message often lacks its full stop.
        boolean atStart = spaced.startsWith("^");
        boolean atEnd = spaced.endsWith("$");
        String inner = spaced.substring(atStart ? 1 : 0, spaced.length() - (atEnd ? 1 : 0));
        String text = inner.endsWith(".") ? inner.substring(0, inner.length() - 1) : inner;
        List<Element> elements = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int copied = 0;
        while (matcher.find()) {
            String literal = text.substring(copied, matcher.start());
            boolean prefixed = literal.endsWith("0x");
            Placeholder placeholder = parsePlaceholder(matcher.group(1), prefixed, source);
            if (prefixed && placeholder.kind().isNumber()) {
                literal = literal.substring(0, literal.length() - 2);
            }
            addLiteral(literal, elements);
            elements.add(new Element(null, placeholder));
            copied = matcher.end();
        }
        addLiteral(text.substring(copied), elements);
        MessageTemplate template = new MessageTemplate(source, atStart, atEnd, elements);
        if (template.prefilter.isEmpty()) {
            throw new IllegalStateException("the template has no text: " + source);
        }
        return template;
    }

    private static Placeholder parsePlaceholder(String text, boolean prefixed, String source) {
        try {
            return Placeholder.parse(text, prefixed);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("unknown placeholder {" + text + "} in: " + source, e);
        }
    }

    private static void addLiteral(String literal, List<Element> elements) {
        if (!literal.isEmpty()) {
            elements.add(new Element(literal, null));
        }
    }

    /** Returns the text of the template in the table. */
    String source() {
        return source;
    }

    /** Returns the names of the placeholders. */
    Set<String> names() {
        return elements.stream()
                .map(Element::placeholder)
                .filter(Objects::nonNull)
                .map(Placeholder::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the words of the literals, with a space for each placeholder. */
    String words() {
        return elements.stream()
                .map(element -> element.literal == null ? " " : element.literal)
                .collect(Collectors.joining());
    }

    /** Returns the matches in a text, which do not overlap, in their order. */
    List<Match> findIn(PastedText text) {
        String flat = text.flat();
        int found = flat.indexOf(prefilter);
        if (found < 0) {
            return List.of();
        }
        List<Match> matches = new ArrayList<>();
        Attempt attempt = new Attempt(text);
        int next = 0;
        while (found >= 0 && attempt.steps < MAX_STEPS && matches.size() < MAX_MATCHES) {
            next = Math.max(next, found - prefilterReach);
            Match match = null;
            while (next <= found && match == null) {
                match = attempt.at(next);
                next++;
            }
            if (match != null) {
                matches.add(match);
                next = match.end();
            }
            found = flat.indexOf(prefilter, Math.max(found + 1, next));
        }
        return matches;
    }

    /** Tries to match the template at the places of one text. */
    private final class Attempt {
        private final PastedText text;
        private final String flat;
        private final int[] starts = new int[elements.size()];
        private final int[] ends = new int[elements.size()];
        private int steps;

        Attempt(PastedText text) {
            this.text = text;
            flat = text.flat();
        }

        /** Returns the match whose first literal starts at an index; null if there is none. */
        @Nullable
        Match at(int index) {
            Placeholder leading = elements.get(0).placeholder;
            int first = leading == null ? 0 : 1;
            if (!startsWithFirst(elements.get(first).literal, index, first == 0)) {
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
            return (!atStart || starts) && (!atEnd || ends);
        }

        private boolean isBreak(int index) {
            char c = text.text().charAt(index);
            return c == PastedText.SOFT_BREAK || c == PastedText.HARD_BREAK;
        }

        /** Two placeholders at the start have no literal between them: such a template never matches. */
        private boolean startsWithFirst(@Nullable String literal, int index, boolean ignoreFirstCase) {
            return literal != null && matchesLiteral(literal, index, ignoreFirstCase);
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
            String literal = elements.get(element).literal;
            if (literal != null) {
                ends[element] = index + literal.length();
                return matchesLiteral(literal, index, element == 0) && match(element + 1, ends[element]);
            }
            Placeholder placeholder = Objects.requireNonNull(elements.get(element).placeholder);
            if (placeholder.kind().isNumber() || placeholder.kind() == Kind.ERROR) {
                ends[element] = placeholder.endOf(flat, index);
                return ends[element] >= 0 && match(element + 1, ends[element]);
            }
            return matchText(placeholder, element, index);
        }

        private boolean matchText(Placeholder placeholder, int element, int index) {
            String next = element + 1 < elements.size() ? elements.get(element + 1).literal : null;
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
                Placeholder placeholder = elements.get(element).placeholder;
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
}
