// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import java.util.function.Predicate;

/**
 * The words after {@code migstream explain}.
 *
 * @param message the message; {@code -} for standard input; the name of a file
 * @param isFile whether the message is in a file, which may also be a stream whose message is elsewhere
 * @param streams the names of the streams that the message is about
 */
record MessageWords(String message, boolean isFile, List<String> streams) {
    /**
     * Separates the message from the streams. If all words are names of files, the first one is the file with the message. If the first word is {@code -} or contains a blank, because it was quoted,
     * it is the whole message. Otherwise the message goes on until the last words that are paths or names of inputs.
     *
     * @param words at least one word
     * @param isInput whether an input of this name exists
     */
    static MessageWords of(List<String> words, Predicate<String> isInput) {
        String first = words.get(0);
        List<String> others = words.subList(1, words.size());
        if (!first.equals(Inputs.STDIN)
                && isInput.test(first)
                && others.stream().allMatch(word -> isStream(word, isInput))) {
            return new MessageWords(first, true, List.copyOf(others));
        }
        int end = 1;
        if (!first.equals(Inputs.STDIN) && !containsBlank(first)) {
            end = words.size();
            while (end > 1 && isStream(words.get(end - 1), isInput)) {
                end--;
            }
        }
        return new MessageWords(
                String.join(" ", words.subList(0, end)), false, List.copyOf(words.subList(end, words.size())));
    }

    /** A path is a stream even if there is no such file: the user gets an error, and not half of an answer. */
    private static boolean isStream(String word, Predicate<String> isInput) {
        return word.startsWith("/") || word.startsWith("./") || word.startsWith("../") || isInput.test(word);
    }

    private static boolean containsBlank(String word) {
        return word.chars().anyMatch(Character::isWhitespace);
    }
}
