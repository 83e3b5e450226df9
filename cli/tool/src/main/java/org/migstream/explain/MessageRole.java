// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

/** How much a message tells; the weightiest is explained first. */
enum MessageRole {
    /** What is wrong. */
    CAUSE,
    /** Only where it was noticed. */
    PLACE,
    /** Only that it failed. */
    RESULT
}
