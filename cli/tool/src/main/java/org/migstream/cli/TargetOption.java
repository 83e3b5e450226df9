// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import org.jspecify.annotations.Nullable;
import org.migstream.transfer.DeviceName;

/**
 * The value of {@code --target}.
 *
 * @param idstr the idstr of the device that the target is for; null if the user gave none
 * @param name the name of a file or a device, or {@code -}
 */
record TargetOption(@Nullable String idstr, String name) {
    /** Parses {@code [IDSTR=]TARGET}. If the whole text is the name of an existing file, the target is that file. */
    static TargetOption of(String text) {
        int separator = text.indexOf('=');
        return separator < 0 || DeviceName.isDevice(text) || Inputs.exists(text)
                ? new TargetOption(null, text)
                : new TargetOption(text.substring(0, separator), text.substring(separator + 1));
    }

    /** Returns whether the target is a device of this machine and not a file. */
    boolean isDevice() {
        return DeviceName.isDevice(name);
    }
}
