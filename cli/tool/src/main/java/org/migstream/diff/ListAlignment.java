// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;

/**
 * Puts two lists side by side by the names of their entries. Where the names part, the next one that both have within a
 * window ends what only one of them has: memory does not grow with the lists.
 */
final class ListAlignment<T> {
    private static final int WINDOW_SIZE = 1 << 10;

    private final LookaheadCursor<T> a;
    private final LookaheadCursor<T> b;
    private final Function<T, String> name;

    /** Takes a pair. */
    @FunctionalInterface
    interface Visitor<T> {
        /** Entries of the same name; one of them null if only the other list has it. */
        void visit(@Nullable T a, @Nullable T b) throws IOException;
    }

    /** A list, and the entries that have been looked at. */
    private static final class LookaheadCursor<T> {
        private final SpillList.Cursor<T> cursor;
        private final Deque<T> window = new ArrayDeque<>();

        LookaheadCursor(SpillList.Cursor<T> rest) {
            this.cursor = rest;
        }

        @Nullable
        T peek() throws IOException {
            if (window.isEmpty()) {
                prefetch(1);
            }
            return window.peek();
        }

        void prefetch(int count) throws IOException {
            for (T next; window.size() < count && (next = cursor.next()) != null; ) {
                window.add(next);
            }
        }
    }

    ListAlignment(SpillList.Cursor<T> a, SpillList.Cursor<T> b, Function<T, String> name) {
        this.a = new LookaheadCursor<>(a);
        this.b = new LookaheadCursor<>(b);
        this.name = name;
    }

    void forEach(Visitor<T> visitor) throws IOException {
        while (a.peek() != null || b.peek() != null) {
            if (a.peek() != null && b.peek() != null && !sameName(a.peek(), b.peek())) {
                visitUnmatched(visitor);
            } else {
                visitor.visit(a.window.poll(), b.window.poll());
            }
        }
    }

    private boolean sameName(T a, T b) {
        return name.apply(a).equals(name.apply(b));
    }

    /** Passes over what only one of the lists has, up to the nearest entry of a name that both have. */
    private void visitUnmatched(Visitor<T> visitor) throws IOException {
        a.prefetch(WINDOW_SIZE);
        b.prefetch(WINDOW_SIZE);
        Map<String, Integer> there = new HashMap<>();
        int place = 0;
        for (T entry : b.window) {
            there.putIfAbsent(name.apply(entry), place++);
        }
        int skipA = a.window.size();
        int skipB = b.window.size();
        place = 0;
        for (T entry : a.window) {
            Integer other = there.get(name.apply(entry));
            if (other != null && place + other < skipA + skipB) {
                skipA = place;
                skipB = other;
            }
            if (++place >= skipA + skipB) {
                break;
            }
        }
        for (T only : removeFirst(a, skipA)) {
            visitor.visit(only, null);
        }
        for (T only : removeFirst(b, skipB)) {
            visitor.visit(null, only);
        }
    }

    private static <T> List<T> removeFirst(LookaheadCursor<T> from, int count) {
        List<T> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(from.window.poll());
        }
        return taken;
    }
}
