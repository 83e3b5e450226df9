// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

/** How far an input could be read. */
public enum Outcome {
    /** To its last byte. */
    WHOLE,
    /** Up to a place where it is malformed or ends too early. */
    DAMAGED,
    /** Up to something that migstream does not read, or only beyond a limit. */
    UNSUPPORTED
}
