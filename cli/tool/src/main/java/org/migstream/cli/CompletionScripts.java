// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.migstream.cli.options.ShellCompletion;

/** Writes the completion of all commands for the packages. The build of the packages starts this class. */
final class CompletionScripts {
    private CompletionScripts() {}

    /**
     * Writes the files.
     *
     * @param args the directory for the files
     */
    public static void main(String[] args) throws IOException {
        ShellCompletion.write(Commands.createParser(null), Path.of(args[0]));
    }
}
