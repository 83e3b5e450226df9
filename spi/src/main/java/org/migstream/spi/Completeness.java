// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Whether a state has all bytes that the device needs. Several kernel drivers do not notice a truncated state, so the
 * decoder has to report it.
 */
public enum Completeness {
    /**
     * The decoder reached the end that the format defines, and no bytes are missing. Counts only if {@link
     * StateDecoder#provesCompleteness} returns true.
     */
    COMPLETE,
    /** Bytes that the device needs are missing. */
    INCOMPLETE,
    /** The format does not show whether bytes are missing, for instance because the state is opaque. */
    UNKNOWN
}
