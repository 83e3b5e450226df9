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
 * Aligns two lists by the names of their entries. At a mismatch it looks for the nearest name that both lists have
 * within a window. The entries before that name are treated as entries of one list only. Memory use does not depend on
 * the length of the lists.
 */
final class ListAlignment<T> {
    private static final int WINDOW_SIZE = 1 << 10;

    private final LookaheadCursor<T> a;
    private final LookaheadCursor<T> b;
    private final Function<T, String> name;

    /** Visits the aligned pairs. */
    @FunctionalInterface
    interface Visitor<T> {
        /** Visits two entries with the same name; one is null if only the other list has the name. */
        void visit(@Nullable T a, @Nullable T b) throws IOException;
    }

    /** A list with a window of prefetched entries. */
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

    /** Visits the entries that only one list has, up to the nearest entry with a common name. */
    private void visitUnmatched(Visitor<T> visitor) throws IOException {
        a.prefetch(WINDOW_SIZE);
        b.prefetch(WINDOW_SIZE);
        Map<String, Integer> indicesInB = new HashMap<>();
        int index = 0;
        for (T entry : b.window) {
            indicesInB.putIfAbsent(name.apply(entry), index++);
        }
        int skipA = a.window.size();
        int skipB = b.window.size();
        index = 0;
        for (T entry : a.window) {
            Integer indexInB = indicesInB.get(name.apply(entry));
            if (indexInB != null && index + indexInB < skipA + skipB) {
                skipA = index;
                skipB = indexInB;
            }
            if (++index >= skipA + skipB) {
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
