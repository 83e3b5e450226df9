// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a message with placeholders, as a sequence of literals and placeholders. Immutable.
 *
 * <p>{@code ^} at the start of a template: only at the start of a message, which is the start of a line or follows a
 * colon. {@code $} at the end of a template: only at the end of a line.
 *
 * <p>A template is not a regular expression: {@link #findIn} looks for the longest literal first, and a {@link
 * TemplateMatcher} tries only the places around it.
 */
final class MessageTemplate {
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
    record Element(@Nullable String literal, @Nullable Placeholder placeholder) {}

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
     * @throws IllegalStateException if the template has no literal, begins with two placeholders, or has an unknown kind of
     *     placeholder
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
        if (elements.get(0).literal == null && (elements.size() < 2 || elements.get(1).literal == null)) {
            throw new IllegalStateException("the template has no text after its first placeholder: " + source);
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

    List<Element> elements() {
        return elements;
    }

    /** Returns whether the template matches only at the start of a message. */
    boolean isAtStart() {
        return atStart;
    }

    /** Returns whether the template matches only at the end of a line. */
    boolean isAtEnd() {
        return atEnd;
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
        TemplateMatcher matcher = new TemplateMatcher(this, text);
        int next = 0;
        while (found >= 0 && !matcher.isExhausted() && matches.size() < MAX_MATCHES) {
            next = Math.max(next, found - prefilterReach);
            Match match = null;
            while (next <= found && match == null) {
                match = matcher.at(next);
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
}
