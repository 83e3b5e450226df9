// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

/**
 * The properties of the terminal. The launcher script sets them, because Java cannot determine which of its streams is
 * a terminal.
 *
 * @param columns the width of the terminal in characters; 0 if standard output is not a terminal
 * @param showsProgress whether standard error is a terminal
 * @param hasKeyboard whether standard input is a terminal
 * @param charset of text on the standard streams
 */
record Terminal(int columns, boolean showsProgress, boolean hasKeyboard, OutputCharset charset) {
    /** No terminal: output goes to a file or a pipe. */
    static final Terminal NONE = new Terminal(0, false, false, OutputCharset.UTF_8);

    /** Reads the system properties {@code migstream.columns}, {@code .progress} and {@code .keyboard}. */
    static Terminal fromSystemProperties() {
        return new Terminal(
                Math.max(0, Integer.getInteger("migstream.columns", 0)),
                Boolean.getBoolean("migstream.progress"),
                Boolean.getBoolean("migstream.keyboard"),
                OutputCharset.ofLocale());
    }
}
