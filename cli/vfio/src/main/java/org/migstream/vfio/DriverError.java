// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.List;
import org.migstream.io.ResourceLines;

/**
 * An errno with which a kernel driver refuses a state, and the reason.
 *
 * @param decoder the name of the decoder for the driver's states
 * @param errno the driver's error
 * @param reason the operation and the cause, such as {@code on writing: the state is too long}
 */
public record DriverError(String decoder, Errno errno, String reason) {
    /** All known errors, from the table {@code driver-errors.txt}. */
    private static final List<DriverError> ALL = ResourceLines.read(DriverError.class, "driver-errors.txt").stream()
            .map(line -> line.split(" +", 3))
            .map(words -> new DriverError(words[0], Errno.valueOf(words[1]), words[2]))
            .toList();

    /** Returns the known errors with this errno number. */
    public static List<DriverError> of(int errno) {
        return ALL.stream().filter(error -> error.errno().number() == errno).toList();
    }

    /** Returns the errors of a driver when a state is written. */
    public static List<DriverError> whileWriting(String decoder) {
        return of(decoder, "writing");
    }

    /** Returns the errors of a driver when RESUMING is left, after the state was written. */
    public static List<DriverError> whileLeavingResuming(String decoder) {
        return of(decoder, "leaving RESUMING");
    }

    private static List<DriverError> of(String decoder, String operation) {
        return ALL.stream()
                .filter(error -> error.decoder.equals(decoder)
                        && error.reason.substring(0, error.reason.indexOf(':')).contains(operation))
                .toList();
    }

    @Override
    public String toString() {
        return decoder + " answers " + errno + " " + reason;
    }
}
