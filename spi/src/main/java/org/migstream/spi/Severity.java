// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

/** How much a {@link Finding} matters; in ascending order: the worst of several is their maximum. */
public enum Severity {
    /** Nothing is wrong. */
    INFO,
    /** Suspicious, or read with less certainty than usual; the data may still be good. */
    WARNING,
    /** Wrong: the data is damaged, incomplete or would be refused. */
    ERROR
}
