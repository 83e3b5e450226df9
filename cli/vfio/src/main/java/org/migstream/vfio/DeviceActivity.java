// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** What a device does by itself, in the terms that v1 and v2 have in common. */
public enum DeviceActivity {
    /** All it is made for. */
    RUNNING,
    /** It answers the guest and its peers but starts no DMA that a peer would have to answer (P2P, NDMA). */
    P2P_QUIESCENT,
    /** Nothing: no DMA, no interrupt, no change of its state. */
    STOPPED
}
