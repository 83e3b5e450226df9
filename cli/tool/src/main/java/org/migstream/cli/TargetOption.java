// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.migstream.transfer.DeviceName;

/**
 * What {@code --target} says.
 *
 * @param idstr the device that it is for; null if for none in particular
 * @param name of a file, {@code -} or a device
 */
record TargetOption(String idstr, String name) {
    /** Reads it; a file whose name has an equals sign is a file. */
    static TargetOption of(String text) {
        int separator = text.indexOf('=');
        return separator < 0 || DeviceName.isDevice(text) || Inputs.exists(text)
                ? new TargetOption(null, text)
                : new TargetOption(text.substring(0, separator), text.substring(separator + 1));
    }

    /** Whether it names a device of this machine rather than a file. */
    boolean isDevice() {
        return DeviceName.isDevice(name);
    }
}
