// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * Which of two bits is set first, where a request sets RUNNING and SAVING at once. v1 never said; package-info tells
 * what there is for either.
 */
public enum V1Precedence {
    /** The device runs, then it is saved: each step is one that every migration takes. */
    RUNNING,
    /** Its changes are logged before it makes any: each way back is the same steps in reverse. */
    LOGGING
}
