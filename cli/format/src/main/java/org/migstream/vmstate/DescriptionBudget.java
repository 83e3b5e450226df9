// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

/** Limits how much of the vmdescription of one device is kept. An exhausted budget stays exhausted until {@link #reset}. */
final class DescriptionBudget {
    private final int maxNodes;
    private final int maxCharacters;
    private int remainingNodes;
    private int remainingCharacters;

    private DescriptionBudget(int maxNodes, int maxCharacters) {
        this.maxNodes = maxNodes;
        this.maxCharacters = maxCharacters;
        reset();
    }

    /** Returns a budget that keeps nothing, for callers that need only the lengths. */
    static DescriptionBudget none() {
        return new DescriptionBudget(0, 0);
    }

    /** Returns a budget of 50,000 fields and 4 Mi characters of names. Real devices have a few thousand fields. */
    static DescriptionBudget forOneDevice() {
        return new DescriptionBudget(50_000, 4 << 20);
    }

    void reset() {
        remainingNodes = maxNodes;
        remainingCharacters = maxCharacters;
    }

    /** Reserves one node with {@code characters} of text. Returns false if the node must not be kept. */
    boolean tryReserve(int characters) {
        if (isExhausted() || characters > remainingCharacters) {
            remainingNodes = 0;
            return false;
        }
        remainingNodes--;
        remainingCharacters -= characters;
        return true;
    }

    boolean isExhausted() {
        return remainingNodes == 0;
    }
}
