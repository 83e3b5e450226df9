// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

/** How much of one device's description may be kept in memory; once used up it stays so until the next device. */
final class NodeBudget {
    private final int maxNodes;
    private final int maxCharacters;
    private int nodes;
    private int characters;

    private NodeBudget(int maxNodes, int maxCharacters) {
        this.maxNodes = maxNodes;
        this.maxCharacters = maxCharacters;
        reset();
    }

    /** Keeps nothing: enough to learn lengths. */
    static NodeBudget none() {
        return new NodeBudget(0, 0);
    }

    /** Keeps a device of up to 50,000 fields and 4 Mi characters of names; real devices have a few thousand fields. */
    static NodeBudget ofOneDevice() {
        return new NodeBudget(50_000, 4 << 20);
    }

    void reset() {
        nodes = maxNodes;
        characters = maxCharacters;
    }

    /** Pays for one node with so many characters of text; false when it must not be kept. */
    boolean take(int text) {
        if (exhausted() || text > characters) {
            nodes = 0;
            return false;
        }
        nodes--;
        characters -= text;
        return true;
    }

    boolean exhausted() {
        return nodes == 0;
    }
}
