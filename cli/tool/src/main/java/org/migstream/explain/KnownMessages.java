// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The known messages: all entries of the {@link MessageTable}. */
final class KnownMessages {
    private final List<KnownMessage> all;

    private KnownMessages(List<KnownMessage> all) {
        this.all = List.copyOf(all);
    }

    /** Reads the table that comes with migstream. */
    static KnownMessages load() {
        return new KnownMessages(MessageTable.readAll());
    }

    List<KnownMessage> all() {
        return all;
    }

    /**
     * Returns the known messages in a text as it was pasted. A terminal may have broken its lines inside of words: the
     * lines are joined if more words of the text belong to messages then. The words of messages of other programs count
     * as well: a line must not get its context from the next line.
     */
    Found findInPasted(String text) {
        Found asPasted = search(PastedText.of(text));
        return PastedText.ofJoinedLines(text)
                .map(this::search)
                .filter(joined -> joined.claimedLength() > asPasted.claimedLength()
                        && literalLength(joined.matches()) > literalLength(asPasted.matches()))
                .orElse(asPasted);
    }

    /**
     * Returns the known messages in a text, each once. They are sorted by role; within a role in the order of the text,
     * but a message that contains the reason of another one ({@code outer: inner}) comes before it.
     *
     * <p>Where two messages claim the same words, only the more specific one is returned: the one with more text outside
     * of its placeholders. Matches of what other programs may have printed are left out (see {@link MessageContext}).
     */
    List<MessageMatch> findIn(PastedText text) {
        return search(text).sorted();
    }

    private Found search(PastedText text) {
        List<MessageMatch> matches = new ArrayList<>();
        for (KnownMessage message : all) {
            for (Wording wording : message.wordings()) {
                for (MessageTemplate.Match match : wording.template().findIn(text)) {
                    matches.add(new MessageMatch(message, wording, match, text));
                }
            }
        }
        return new Found(
                text, literalLength(mostSpecific(matches)), mostSpecific(new MessageContext(text).select(matches)));
    }

    /** Returns the number of characters of the text that belong to messages, outside of their placeholders. */
    private static int literalLength(List<MessageMatch> matches) {
        return matches.stream().mapToInt(match -> match.match().literalLength()).sum();
    }

    private static List<MessageMatch> mostSpecific(List<MessageMatch> matches) {
        List<MessageMatch> sorted = new ArrayList<>(matches);
        sorted.sort(
                Comparator.comparingInt((MessageMatch match) -> match.match().literalLength())
                        .reversed());
        List<MessageMatch> chosen = new ArrayList<>();
        WordClaims claims = new WordClaims();
        for (MessageMatch match : sorted) {
            if (claims.claim(match.match().literals())) {
                chosen.add(match);
            }
        }
        chosen.sort(Comparator.comparingInt(match -> match.match().start()));
        return chosen;
    }

    /**
     * The messages in a text.
     *
     * @param claimedLength the literal length of the matches, with those of other programs
     * @param matches the matches in the order of the text, with repetitions
     */
    record Found(PastedText text, int claimedLength, List<MessageMatch> matches) {
        /** Returns each message once, the one nearest to the cause first. */
        List<MessageMatch> sorted() {
            Set<String> seen = new HashSet<>();
            List<MessageMatch> withoutRepetitions =
                    matches.stream().filter(match -> seen.add(match.flatText())).toList();
            return new MessageChains(text, withoutRepetitions).sorted();
        }
    }

    /** The words of a text that a chosen message has outside of its placeholders. */
    private static final class WordClaims {
        private final BitSet claimed = new BitSet();

        /** Claims ranges; returns whether none of their characters is claimed already. */
        boolean claim(List<int[]> ranges) {
            for (int[] range : ranges) {
                int next = claimed.nextSetBit(range[0]);
                if (next >= 0 && next < range[1]) {
                    return false;
                }
            }
            ranges.forEach(range -> claimed.set(range[0], range[1]));
            return true;
        }
    }
}
