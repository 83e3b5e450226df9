// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ServiceConfigurationError;

/**
 * What a plugin did that ends a call into it; the message goes on after "the plugin x ...". An Error, because it often has
 * to pass through the plugin's own code, which is free to catch every Exception.
 */
final class PluginFault extends Error {
    private static final long serialVersionUID = 1;

    PluginFault(String what) {
        super(what, null, false, false);
    }

    /** What a plugin returned, which must not be null; {@code what} it should be. */
    static <T> T requireNonNull(T returned, String what) {
        if (returned == null) {
            throw new PluginFault("returned null instead of " + what);
        }
        return returned;
    }

    /** Whatever was thrown, in one short line. Messages are the plugin's code: this belongs into its thread. */
    static String describe(Throwable thrown) {
        try {
            return SingleLineText.of(message(thrown));
        } catch (Throwable again) {
            // Its own message could not be had.
            return SingleLineText.of("threw " + thrown.getClass().getName());
        }
    }

    private static String message(Throwable thrown) {
        if (thrown instanceof PluginFault) {
            return thrown.getMessage();
        }
        if (thrown instanceof ServiceConfigurationError) {
            return thrown.getCause() == null ? serviceFileMessage(thrown.getMessage()) : message(thrown.getCause());
        }
        if (thrown instanceof StackOverflowError) {
            return "recursed without end";
        }
        if (thrown instanceof NoClassDefFoundError && thrown.getCause() instanceof ClassNotFoundException) {
            return "needs a class that it does not see, " + thrown.getCause().getMessage();
        }
        if (thrown instanceof ExceptionInInitializerError && thrown.getCause() != null) {
            return "threw " + thrown.getCause() + " while a class was initialised";
        }
        return "threw " + thrown;
    }

    /** The service loader's own words, without the name of the service in front. */
    private static String serviceFileMessage(String message) {
        return "has a broken service file: "
                + message.substring(message.indexOf(": ") + 1).strip();
    }
}
