// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

/** What becomes of the devices when a restore fails after the first has been given a part of a state. */
public enum OnError {
    /** It is reset and runs, with nothing left of either state; the others are as they were. */
    RESET,
    /** It is reset and stands still, and so do the others: nothing is to run before somebody has looked. */
    STOP,
    /** Nothing: all are left where they are, for whoever wants to look. Most sessions end with the last descriptor. */
    KEEP
}
