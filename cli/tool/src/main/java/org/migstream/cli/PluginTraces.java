// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.migstream.plugin.FailureListener;
import org.migstream.report.PrintableText;

/** Prints the stack traces of plugins to standard error, for {@code --debug}. */
final class PluginTraces implements FailureListener {
    /** Maximum number of traces: a decoder may fail for each of many devices. */
    private static final int MAX_TRACES = 20;

    /** Maximum number of lines of a trace: an endless recursion has thousands. */
    private static final int MAX_LINES = 100;

    private static final int MAX_LINE_LENGTH = 1000;

    private final Invocation invocation;
    private int count;

    PluginTraces(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public synchronized void pluginFailed(String plugin, Throwable thrown) {
        if (++count > MAX_TRACES) {
            if (count == MAX_TRACES + 1) {
                invocation.printError("more exceptions of plugins are not shown");
            }
            return;
        }
        invocation.printError("the plugin " + plugin + " threw an exception:");
        String[] lines = traceOf(thrown).split("\n", MAX_LINES + 1);
        for (int i = 0; i < Math.min(lines.length, MAX_LINES); i++) {
            String line = lines[i].substring(0, Math.min(lines[i].length(), MAX_LINE_LENGTH));
            invocation.stderr().println("  " + PrintableText.escape(line.replace("\t", "    ")));
        }
    }

    /** Returns the stack trace; the class of the exception if its methods fail. */
    private static String traceOf(Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        } catch (Throwable again) {
            return thrown.getClass().getName() + " (its stack trace cannot be printed)";
        }
    }
}
