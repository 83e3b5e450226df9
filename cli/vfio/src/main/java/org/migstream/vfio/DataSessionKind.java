// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

/** The kinds of data sessions. A session is a file descriptor in v2 and an initialised data window in v1. */
public enum DataSessionKind {
    /** The device's state is read. */
    SAVE,
    /** A state is written to the device. */
    RESUME
}
