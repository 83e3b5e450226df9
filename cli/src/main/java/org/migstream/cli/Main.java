// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The migstream command. */
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    /** Runs one command and leaves with its exit status. */
    public static void main(String[] args) {
        System.exit(run(System.in, System.out, System.err, args));
    }

    /**
     * Runs one command in this process.
     *
     * @param in what {@code -} reads
     * @param out results
     * @param err everything else
     * @param args the words after {@code migstream}
     * @return the exit status
     */
    static int run(InputStream in, OutputStream out, OutputStream err, String... args) {
        new PrintStream(err, true, StandardCharsets.UTF_8).println("usage: migstream inspect INPUT...");
        return USAGE;
    }
}
