// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Plugins run in this process. One that prints must not spoil a result, and one that ends the process must not make its
 * exit status look like an answer.
 */
final class PluginGuard {
    private PluginGuard() {}

    /** To be called once, before anything of a plugin is loaded. */
    static void install(Invocation invocation) {
        PrintStream elsewhere =
                new PrintStream(new NonClosingOutputStream(invocation.stderr()), true, StandardCharsets.UTF_8);
        System.setOut(elsewhere);
        System.setErr(elsewhere);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (isExitCalledByPlugin()) {
                invocation.printError("a plugin ended the process, so there is no result"
                        + " ('migstream plugins' lists them; take the last one away)");
                Runtime.getRuntime().halt(ExitStatus.INTERNAL_ERROR.code());
            }
        }));
    }

    /** Signals end the process by another way; only the main thread asks for it itself. */
    private static boolean isExitCalledByPlugin() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> !thread.getKey().getName().equals("main"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName())
                        && frame.getMethodName().equals("exit"));
    }

    /** What System.out.close() reaches. */
    private static final class NonClosingOutputStream extends FilterOutputStream {
        NonClosingOutputStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
