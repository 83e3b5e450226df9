// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call into a plugin that broke a rule. The message continues the sentence "the plugin NAME ...". It is an Error
 * because it passes through the code of the plugin, which may catch every Exception.
 */
final class PluginFault extends Error {
    private static final long serialVersionUID = 1;

    private final String failure;

    PluginFault(String failure) {
        super(failure, null, false, false);
        this.failure = failure;
    }

    /** Returns the fault that ends a call of a plugin after migstream stopped waiting for the result. */
    static PluginFault abandoned() {
        return new PluginFault("was abandoned");
    }

    /** Returns the message. */
    String failure() {
        return failure;
    }

    /**
     * Returns the value that a plugin returned.
     *
     * @param expected the type that the plugin should return, with its article
     * @throws PluginFault if the plugin returned null
     */
    static <T> T requireNonNull(@Nullable T returned, String expected) {
        if (returned == null) {
            throw new PluginFault("returned null instead of " + expected);
        }
        return returned;
    }

    /**
     * Describes an exception of a plugin, as the rest of the sentence "the plugin NAME ...". Runs in the plugin's
     * thread because the plugin may implement the message of the exception.
     */
    static String describe(Throwable thrown) {
        try {
            return PluginText.truncate(message(thrown));
        } catch (Throwable again) {
            return PluginText.truncate("threw " + thrown.getClass().getName());
        }
    }

    private static String message(Throwable thrown) {
        if (thrown instanceof PluginFault fault) {
            return fault.failure();
        }
        if (thrown instanceof ServiceConfigurationError) {
            return thrown.getCause() == null ? serviceFileMessage(thrown) : message(thrown.getCause());
        }
        if (thrown instanceof StackOverflowError) {
            return "recursed without end";
        }
        if (thrown instanceof NoClassDefFoundError && thrown.getCause() instanceof ClassNotFoundException missing) {
            return "needs a class that is not visible to plugins: " + missing.getMessage();
        }
        if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
            return "threw " + thrown.getCause() + " while a class was initialised";
        }
        return "threw " + thrown;
    }

    /** Returns the message of the service loader without the name of the service at its beginning. */
    private static String serviceFileMessage(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return "has a broken service file: "
                + message.substring(message.indexOf(": ") + 1).strip();
    }
}
