// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.Map;

/** The values of {@code --color}. This class alone decides whether text has colours. */
enum ColorMode {
    /** Decides by the environment and by the terminal. */
    AUTO,
    ALWAYS,
    NEVER;

    /**
     * Returns whether text has colours. The option decides first, then NO_COLOR (no-color.org), then CLICOLOR_FORCE and
     * CLICOLOR (bixense.com/clicolors), then the terminal. A variable without content counts as unset. As for git, a
     * terminal is dumb if TERM is {@code dumb} or unset.
     *
     * @param environment the environment variables
     * @param isTerminal whether the text goes to a terminal
     */
    boolean usesColour(Map<String, String> environment, boolean isTerminal) {
        if (this != AUTO) {
            return this == ALWAYS;
        }
        if (!variable(environment, "NO_COLOR").isEmpty()) {
            return false;
        }
        String forced = variable(environment, "CLICOLOR_FORCE");
        if (!forced.isEmpty() && !forced.equals("0")) {
            return true;
        }
        String term = variable(environment, "TERM");
        return isTerminal && !variable(environment, "CLICOLOR").equals("0") && !term.isEmpty() && !term.equals("dumb");
    }

    private static String variable(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "");
    }
}
