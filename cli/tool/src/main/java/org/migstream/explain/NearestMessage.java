// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The known message of which an unknown text has a part, or with which it has most words in common. The latter may be
 * about something else.
 *
 * @param id the id of the entry
 * @param example a line as the program prints it
 * @param isPart whether the text has the beginning or the end of the message
 */
public record NearestMessage(String id, String example, boolean isPart) {
    private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]+");
    private static final Pattern CLAUSE_END = Pattern.compile("[\\n\\r]|: ");
    private static final int MIN_WORD_LENGTH = 3;
    private static final int MIN_COMMON_WORDS = 2;
    private static final int MAX_CLAUSES = 64;

    /** Words of messages about anything; messages that have only such words in common are not near. */
    private static final Set<String> ANY_SUBJECT =
            Set.of(("failed fail failure error not cannot can unable could invalid"
                            + " the for with from and was has too large small already use device get set read write find found available"
                            + " size expected received unexpected unexpectedly operation job supported support bad wrong missing unknown"
                            + " state this that does did but are its type number address"
                            + " start started internal resume resumed migration")
                    .split(" "));

    /** The minimum share of the common words, weighted by their rarity, in both messages. */
    private static final double MIN_SIMILARITY = 0.6;

    /** Finds the nearest message of a text; empty if none is near. */
    static Optional<NearestMessage> of(PastedText text, List<KnownMessage> known) {
        return MessagePart.findIn(text, known).or(() -> withCommonWords(text, known));
    }

    private static Optional<NearestMessage> withCommonWords(PastedText text, List<KnownMessage> known) {
        List<Set<String>> clauses = CLAUSE_END
                .splitAsStream(text.text())
                .map(NearestMessage::words)
                .filter(words -> words.size() >= MIN_COMMON_WORDS)
                .limit(MAX_CLAUSES)
                .toList();
        if (clauses.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> frequency = new HashMap<>();
        known.forEach(message -> message.wordings()
                .forEach(wording ->
                        words(wording.template().words()).forEach(word -> frequency.merge(word, 1, Integer::sum))));
        double best = MIN_SIMILARITY;
        NearestMessage nearest = null;
        for (KnownMessage message : known) {
            for (Wording wording : message.wordings()) {
                Set<String> words = words(wording.template().words());
                for (Set<String> clause : clauses) {
                    double similarity = similarity(clause, words, frequency);
                    if (similarity > best) {
                        best = similarity;
                        nearest = new NearestMessage(
                                message.id(), wording.examples().get(0), false);
                    }
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Returns whether a text has a word that says what it is about. */
    static boolean hasSubject(String text) {
        return !ANY_SUBJECT.containsAll(words(text));
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : NO_LETTERS.split(text.toLowerCase(Locale.ROOT), -1)) {
            if (word.length() >= MIN_WORD_LENGTH) {
                words.add(word);
            }
        }
        return words;
    }

    /** Returns the weight of the common words in relation to that of all words, 0 to 1. */
    private static double similarity(Set<String> one, Set<String> other, Map<String, Integer> frequency) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        if (common.stream().filter(word -> !ANY_SUBJECT.contains(word)).count() < MIN_COMMON_WORDS) {
            return 0;
        }
        return 2 * weight(common, frequency) / (weight(one, frequency) + weight(other, frequency));
    }

    private static double weight(Set<String> words, Map<String, Integer> frequency) {
        return words.stream()
                .mapToDouble(word -> 1 / Math.sqrt(frequency.getOrDefault(word, 1)))
                .sum();
    }
}
