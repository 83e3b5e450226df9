// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/**
 * Whether a state holds all that its device needs. Several kernel drivers do not notice when the end is missing, so the
 * decoder has to say.
 */
public enum Completeness {
    /** The format has an end, and it was reached with everything in its place. */
    COMPLETE,
    /** Something is missing. */
    INCOMPLETE,
    /** The format does not tell: the state is opaque, for instance. */
    UNKNOWN
}
