// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

/** What becomes of a device that has been given a part of a state when a restore fails; one that has not is as it was. */
public enum OnError {
    /** It is reset and runs, with nothing left of either state. */
    RESET,
    /** It is reset and stands still: nothing is to run on it before somebody has looked. */
    STOP,
    /** Nothing: it is left where it failed, for whoever wants to look. Most sessions end with the last descriptor. */
    KEEP
}
