// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.List;
import org.migstream.io.ResourceLines;

/**
 * With what a kernel driver refuses a state.
 *
 * @param decoder the one that reads the driver's states
 * @param errno the driver's answer
 * @param reason when and what for
 */
public record DriverError(String decoder, Errno errno, String reason) {
    /** All that are known: the table {@code driver-errors.txt}. */
    private static final List<DriverError> ALL = ResourceLines.read(DriverError.class, "driver-errors.txt").stream()
            .map(line -> line.split(" +", 3))
            .map(words -> new DriverError(words[0], Errno.valueOf(words[1]), words[2]))
            .toList();

    /** Those with that number. */
    public static List<DriverError> of(int errno) {
        return ALL.stream().filter(error -> error.errno().number() == errno).toList();
    }

    /** Those of a driver's answers to the writing of a state. */
    public static List<DriverError> whileWriting(String decoder) {
        return of(decoder, "writing");
    }

    /** Those of a driver's answers when all has been written. */
    public static List<DriverError> whileLeavingResuming(String decoder) {
        return of(decoder, "leaving RESUMING");
    }

    private static List<DriverError> of(String decoder, String occasion) {
        return ALL.stream()
                .filter(error -> error.decoder.equals(decoder)
                        && error.reason.substring(0, error.reason.indexOf(':')).contains(occasion))
                .toList();
    }

    @Override
    public String toString() {
        return decoder + " answers " + errno + " " + reason;
    }
}
