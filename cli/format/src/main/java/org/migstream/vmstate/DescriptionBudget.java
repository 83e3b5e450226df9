// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

/** How much of one device's description may be kept in memory; once used up it stays so until the next device. */
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

    /** Keeps nothing: enough to learn lengths. */
    static DescriptionBudget none() {
        return new DescriptionBudget(0, 0);
    }

    /** Keeps a device of up to 50,000 fields and 4 Mi characters of names; real devices have a few thousand fields. */
    static DescriptionBudget forOneDevice() {
        return new DescriptionBudget(50_000, 4 << 20);
    }

    void reset() {
        remainingNodes = maxNodes;
        remainingCharacters = maxCharacters;
    }

    /** Pays for one node with so many characters of text; false when it must not be kept. */
    boolean tryReserve(int text) {
        if (isExhausted() || text > remainingCharacters) {
            remainingNodes = 0;
            return false;
        }
        remainingNodes--;
        remainingCharacters -= text;
        return true;
    }

    boolean isExhausted() {
        return remainingNodes == 0;
    }
}
