// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

/** Counts the bytes of all outputs that wait for their turn. All outputs use it as their lock, too. */
final class OutputBudget {
    /** The maximum number of bytes of the outputs that wait for their turn; about a hundred reports. */
    private static final long LIMIT = 4 << 20;

    private long used;

    /** Returns whether so many bytes may wait. A single output larger than the budget waits only for its turn. */
    boolean allows(int count) {
        return used + count <= LIMIT;
    }

    void add(int count) {
        used += count;
    }

    void free(int count) {
        used -= count;
    }
}
