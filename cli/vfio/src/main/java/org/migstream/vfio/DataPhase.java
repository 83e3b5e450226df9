// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The use of a device's data in one state, in terms that v1 and v2 have in common. */
public enum DataPhase {
    /** No data session is open. */
    NONE,
    /** The state is read while the device runs; changes make parts of it outdated. */
    PRE_COPY,
    /** The state is read to its end while the device is stopped. */
    STOP_COPY,
    /** A state is written to the device. */
    RESUMING
}
