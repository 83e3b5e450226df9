// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that was changed, with the place of each of its characters in the original text. Immutable.
 *
 * <p>Each character comes from a range of the original: a quote may come from the six characters of an HTML
 * entity.
 */
final class MappedText {
    private final String original;
    private final String text;
    private final int[] starts;
    private final int[] ends;

    private MappedText(String original, String text, int[] starts, int[] ends) {
        this.original = original;
        this.text = text;
        this.starts = starts;
        this.ends = ends;
    }

    /** Returns a text that is not changed yet. */
    static MappedText of(String original) {
        int[] starts = new int[original.length()];
        int[] ends = new int[original.length()];
        for (int index = 0; index < starts.length; index++) {
            starts[index] = index;
            ends[index] = index + 1;
        }
        return new MappedText(original, original, starts, ends);
    }

    /** Returns the changed text. */
    String text() {
        return text;
    }

    /** Returns the part of the original text from which the characters {@code start} to {@code end - 1} come. */
    String original(int start, int end) {
        return start == end ? "" : original.substring(originalStart(start), originalEnd(end));
    }

    /** Returns the index in the original text of a character. */
    int originalStart(int index) {
        return starts[index];
    }

    /** Returns the index in the original text after the character before {@code end}. */
    int originalEnd(int end) {
        return ends[end - 1];
    }

    /**
     * Replaces all matches of a pattern. Each new character comes from the whole range of its match.
     *
     * @param replacement returns the new characters for a match
     */
    MappedText replace(Pattern pattern, Function<MatchResult, String> replacement) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return this;
        }
        Editor editor = new Editor();
        int copied = 0;
        do {
            editor.copy(copied, matcher.start());
            if (matcher.end() > matcher.start()) {
                editor.insert(replacement.apply(matcher), starts[matcher.start()], ends[matcher.end() - 1]);
            }
            copied = matcher.end();
        } while (matcher.find());
        editor.copy(copied, text.length());
        return editor.finish();
    }

    /** Collects the characters of a new text. A replacement is never longer than what it replaces. */
    private final class Editor {
        private final StringBuilder chars = new StringBuilder(text.length());
        private final int[] newStarts = new int[text.length()];
        private final int[] newEnds = new int[text.length()];

        void copy(int from, int to) {
            System.arraycopy(starts, from, newStarts, chars.length(), to - from);
            System.arraycopy(ends, from, newEnds, chars.length(), to - from);
            chars.append(text, from, to);
        }

        void insert(String added, int start, int end) {
            for (int index = 0; index < added.length(); index++) {
                newStarts[chars.length()] = start;
                newEnds[chars.length()] = end;
                chars.append(added.charAt(index));
            }
        }

        MappedText finish() {
            int length = chars.length();
            return new MappedText(
                    original, chars.toString(), Arrays.copyOf(newStarts, length), Arrays.copyOf(newEnds, length));
        }
    }
}
