// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the known message of which a line has only the beginning or the end, as a terminal or a mark cuts lines. */
final class MessagePart {
    private static final int MAX_LINES = 32;
    private static final int MAX_LINE = 1000;

    /** A part with fewer letters may belong to anything. */
    private static final int MIN_LETTERS = 12;

    /** A part next to a cut word, which may be another word, needs as many letters. */
    private static final int MIN_LETTERS_NEXT_TO_CUT = 20;

    private static final Pattern BREAK = Pattern.compile("[\\n\\r]");
    private static final Pattern FIRST_WORD = Pattern.compile("^\\S+ +[^\\p{Alnum}{]*");
    private static final Pattern LAST_WORD = Pattern.compile("[^\\p{Alnum}}]*(?: \\S+)?$");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z:]+}");

    private MessagePart() {}

    /** Returns the message with the longest part in the last lines of a text. */
    static Optional<NearestMessage> findIn(PastedText text, List<KnownMessage> known) {
        String[] lines = BREAK.split(text.text(), -1);
        List<PastedText> wholes = new ArrayList<>();
        List<PastedText> withoutLast = new ArrayList<>();
        List<PastedText> withoutFirst = new ArrayList<>();
        for (int i = Math.max(0, lines.length - MAX_LINES); i < lines.length; i++) {
            String line = lines[i].strip();
            if (letters(line) >= MIN_LETTERS && line.length() <= MAX_LINE) {
                wholes.add(PastedText.of(line));
                withoutLast.add(PastedText.of(LAST_WORD.matcher(line).replaceFirst("")));
                withoutFirst.add(PastedText.of(FIRST_WORD.matcher(line).replaceFirst("")));
            }
        }
        if (wholes.isEmpty()) {
            return Optional.empty();
        }
        NearestMessage nearest = null;
        int longest = MIN_LETTERS - 1;
        for (KnownMessage message : known) {
            for (Wording wording : message.wordings()) {
                String source = wording.template().source();
                String start = source.endsWith("$") ? source.substring(0, source.length() - 1) : source;
                String end = source.startsWith("^") ? source.substring(1) : source;
                int found = Math.max(
                        longestPart(start, LAST_WORD, "", "$", wholes, withoutLast, longest),
                        longestPart(end, FIRST_WORD, "^", "", wholes, withoutFirst, longest));
                if (found > longest) {
                    longest = found;
                    nearest =
                            new NearestMessage(message.id(), wording.examples().get(0), true);
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /**
     * Shortens a template word by word and returns the letters of the first part that a line has; 0 if there is none with
     * more than {@code longest} letters.
     */
    private static int longestPart(
            String source,
            Pattern cut,
            String before,
            String after,
            List<PastedText> lines,
            List<PastedText> cutLines,
            int longest) {
        String part = cut.matcher(source).replaceFirst("");
        while (letters(part) > longest) {
            MessageTemplate template = compile(before + part + after);
            boolean mayBeCut = letters(part) >= MIN_LETTERS_NEXT_TO_CUT;
            if (template != null
                    && NearestMessage.hasSubject(part)
                    && (isIn(template, lines) || mayBeCut && isIn(template, cutLines))) {
                return letters(part);
            }
            String shorter = cut.matcher(part).replaceFirst("");
            if (shorter.length() == part.length()) {
                return 0;
            }
            part = shorter;
        }
        return 0;
    }

    /** Returns a part of a template; null if it begins with two placeholders, or if it ends inside a placeholder. */
    private static @Nullable MessageTemplate compile(String part) {
        try {
            return MessageTemplate.compile(part);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private static boolean isIn(MessageTemplate template, List<PastedText> lines) {
        return lines.stream().anyMatch(line -> !template.findIn(line).isEmpty());
    }

    private static int letters(String text) {
        return (int) PLACEHOLDER
                .matcher(text)
                .replaceAll(" ")
                .chars()
                .filter(Character::isLetter)
                .count();
    }
}
