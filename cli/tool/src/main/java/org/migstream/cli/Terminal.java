// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

/**
 * What the launcher found out about the terminal; Java cannot ask which of its streams is one.
 *
 * @param columns of the terminal that shows standard output, 0 if none does
 * @param showsProgress whether a terminal shows standard error
 */
record Terminal(int columns, boolean showsProgress) {
    /** No terminal: output for a file or a pipe. */
    static final Terminal NONE = new Terminal(0, false);

    /** From the system properties {@code migstream.columns} and {@code migstream.progress}. */
    static Terminal fromSystemProperties() {
        return new Terminal(
                Math.max(0, Integer.getInteger("migstream.columns", 0)), Boolean.getBoolean("migstream.progress"));
    }

    /** Whether colours are shown; NO_COLOR is honoured (no-color.org). */
    boolean usesColour() {
        String refusal = System.getenv("NO_COLOR");
        return columns > 0 && (refusal == null || refusal.isEmpty());
    }
}
