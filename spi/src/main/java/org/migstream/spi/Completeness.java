// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Whether a state has everything that its device needs. Several kernel drivers do not notice a truncated state, so the
 * decoder has to report it.
 */
public enum Completeness {
    /** The format marks its end, the decoder reached it, and nothing is missing. */
    COMPLETE,
    /** Something is missing. */
    INCOMPLETE,
    /** The format does not show it, for instance because the state is opaque. */
    UNKNOWN
}
