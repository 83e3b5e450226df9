// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** How certain a {@link StateDecoder} is that a state has its format; ordered from no to yes. */
public enum Match {
    /** It is not. */
    NONE,
    /** The first bytes are possible, but prove little. */
    POSSIBLE,
    /** The identity of the device or the structure of the first bytes fits. */
    LIKELY,
    /** The first bytes prove it, as a magic number does. */
    CERTAIN
}
