// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

/** Prints a line and does nothing else: the time that every program in Java takes. */
public final class BareStart {
    private BareStart() {}

    /** Prints the line. */
    public static void main(String[] args) {
        System.out.println("started");
    }
}
