// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.List;

/**
 * Compares parts of a saved function that must agree. A device in normal use gives no finding; ERROR is left to what
 * QEMU refuses to load.
 */
interface ConsistencyCheck {
    /** Every check, in the order in which findings are reported. */
    List<ConsistencyCheck> ALL = List.of(
            new HeaderCheck(), new BarCheck(), new IntxCheck(), new MsiCheck(), new MsixCheck(), new MsixVectorCheck());

    /** Adds what is odd about {@code saved} to {@code findings}. */
    void check(SavedPciFunction saved, PciFindingList findings);
}
