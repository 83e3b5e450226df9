// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What {@code --target} says.
 *
 * @param idstr the device that it is for; null if for none in particular
 * @param name of a file, {@code -} or a device
 */
record TargetOption(String idstr, String name) {
    private static final Pattern DEVICE = Pattern.compile("(vfio|fd|sim):.*", Pattern.DOTALL);

    /** Reads it; a file whose name has an equals sign is a file. */
    static TargetOption of(String text) {
        int separator = text.indexOf('=');
        return separator < 0 || isDevice(text) || exists(text)
                ? new TargetOption(null, text)
                : new TargetOption(text.substring(0, separator), text.substring(separator + 1));
    }

    private static boolean exists(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isDevice(String name) {
        return DEVICE.matcher(name).matches();
    }

    /** Whether it names a device of this machine rather than a file. */
    boolean device() {
        return isDevice(name);
    }
}
