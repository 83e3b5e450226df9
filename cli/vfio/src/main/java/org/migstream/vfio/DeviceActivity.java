// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** What a device may do on its own in one state, in terms that v1 and v2 have in common. */
public enum DeviceActivity {
    /** The device works normally. */
    RUNNING,
    /** The device answers the guest and its peers, but starts no DMA to a peer (v2: P2P) or no DMA at all (v1: NDMA). */
    P2P_QUIESCENT,
    /** The device is stopped: no DMA, no interrupt, no change of its state. */
    STOPPED
}
