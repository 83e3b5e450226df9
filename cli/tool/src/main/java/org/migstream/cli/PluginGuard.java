// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Protects results and exit statuses from plugins, which run in this process. Text that a plugin prints goes to
 * standard error. If a plugin ends the process, the exit status is {@link ExitStatus#INTERNAL_ERROR}.
 */
final class PluginGuard {
    private PluginGuard() {}

    /** Installs the guard. Must be called once, before a class of a plugin is loaded. */
    static void install(Invocation invocation) {
        PrintStream redirected = new PrintStream(invocation.stderr(), true, StandardCharsets.UTF_8) {
            /** Does not close standard error: a plugin may call System.out.close(). */
            @Override
            public void close() {
                flush();
            }
        };
        System.setOut(redirected);
        System.setErr(redirected);
        ShutdownGuard.addHook(new Thread(() -> {
            if (isExitCalledByPlugin()) {
                invocation.printError("a plugin ended the process before the result was complete; to find the plugin,"
                        + " remove one after the other ('migstream plugins' lists them)");
                Runtime.getRuntime().halt(ExitStatus.INTERNAL_ERROR.code());
            }
        }));
    }

    /**
     * Returns whether a thread other than the main thread called Runtime.exit. A signal ends the process without such a
     * call.
     */
    private static boolean isExitCalledByPlugin() {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            if (!thread.getKey().getName().equals("main") && callsExit(thread.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean callsExit(StackTraceElement... frames) {
        for (StackTraceElement frame : frames) {
            if (frame.getClassName().equals(Runtime.class.getName())
                    && frame.getMethodName().equals("exit")) {
                return true;
            }
        }
        return false;
    }
}
