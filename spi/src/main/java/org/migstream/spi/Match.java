// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** How certain a {@link StateDecoder} is that a state has its format; in ascending order. */
public enum Match {
    /** The state does not have this format. */
    NONE,
    /** The first bytes fit this format, but also many others. */
    POSSIBLE,
    /** The identity of the device, or the structure of the first bytes, fits this format. */
    LIKELY,
    /** The first bytes identify the format, for example by a magic number. */
    CERTAIN
}
