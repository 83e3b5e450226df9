// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** What can be done with a device's data, in the terms that v1 and v2 have in common. */
public enum DataPhase {
    /** Nothing: there is no session. */
    NONE,
    /** It is read while the device runs and makes parts of it outdated. */
    PRE_COPY,
    /** It is read to its end from a device that stands still. */
    STOP_COPY,
    /** It is written. */
    RESUMING
}
