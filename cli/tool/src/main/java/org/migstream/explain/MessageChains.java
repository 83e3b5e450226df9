// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Sorts the messages of a text so that the cause comes first.
 *
 * <p>A chain is one line {@code outer: inner: innermost}, as error_prepend() of QEMU builds it (since 10.2 for the whole
 * loading): its last message is nearest to the cause. Of several lines the first is nearest to the cause: QEMU prints an
 * inner message before an outer one.
 */
final class MessageChains {
    private final PastedText text;
    private final List<MessageMatch> matches;

    /** @param matches the messages in the order of the text */
    MessageChains(PastedText text, List<MessageMatch> matches) {
        this.text = text;
        this.matches = List.copyOf(matches);
    }

    /** Returns the messages by role, and within a role the one nearest to the cause first. */
    List<MessageMatch> sorted() {
        List<MessageMatch> innerFirst = new ArrayList<>();
        List<MessageMatch> chain = new ArrayList<>();
        for (MessageMatch match : matches) {
            if (!chain.isEmpty() && !continues(chain.get(chain.size() - 1), match)) {
                addReversed(chain, innerFirst);
            }
            chain.add(match);
        }
        addReversed(chain, innerFirst);
        innerFirst.sort(Comparator.comparing(match -> match.message().role()));
        return innerFirst;
    }

    private static void addReversed(List<MessageMatch> chain, List<MessageMatch> result) {
        Collections.reverse(chain);
        result.addAll(chain);
        chain.clear();
    }

    /** Returns whether a message follows another one after a colon on the same line, or lies inside of it. */
    private boolean continues(MessageMatch outer, MessageMatch inner) {
        int end = outer.match().end();
        int start = inner.match().start();
        if (start < end) {
            return true;
        }
        String gap = text.text().substring(end, start);
        return gap.stripLeading().startsWith(":")
                && gap.indexOf(PastedText.HARD_BREAK) < 0
                && gap.strip().indexOf(PastedText.SOFT_BREAK) < 0;
    }
}
