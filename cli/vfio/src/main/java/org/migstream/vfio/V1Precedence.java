// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/**
 * The bit that is set first when a request sets RUNNING and SAVING together. v1 does not define the order. The package
 * description gives the reasons for both.
 */
public enum V1Precedence {
    /** The device runs first, then it is saved. Every migration uses these steps. */
    RUNNING,
    /** Saving (change logging) starts before the device runs. Each path back has the same steps in reverse order. */
    LOGGING
}
