// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.migstream.cli.manual.ManualPages;
import org.migstream.report.ToolVersion;

/** Writes the manual pages. The build starts this class. */
final class ManPages {
    private static final int DATE_LENGTH = "YYYY-MM-DD".length();

    private ManPages() {}

    /**
     * Writes the pages.
     *
     * @param args the directory of the documents, the directory for the pages, and the time of the build
     */
    public static void main(String[] args) throws IOException {
        new ManualPages(args[2].substring(0, DATE_LENGTH), Main.NAME + " " + ToolVersion.version())
                .write(Commands.createParser(null), Path.of(args[0]), Path.of(args[1]));
    }
}
