// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** How sure a {@link StateDecoder} is that a state is in its format; ordered from no to yes. */
public enum Match {
    /** It is not. */
    NONE,
    /** Nothing speaks against it, and little for it. */
    POSSIBLE,
    /** The device's identity or the structure of the first bytes speak for it. */
    LIKELY,
    /** The first bytes say so, as a magic number does. */
    CERTAIN
}
