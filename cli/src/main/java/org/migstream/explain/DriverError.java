// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import org.migstream.vfio.Errno;

/**
 * With what a kernel driver refuses a state.
 *
 * @param decoder the one that reads the driver's states
 * @param errno the driver's answer
 * @param reason when and what for
 */
record DriverError(String decoder, Errno errno, String reason) {
    /** All that are known: the table {@code driver-errors.txt}. */
    static final List<DriverError> ALL = Table.lines("driver-errors.txt").stream()
            .map(line -> line.split(" +", 3))
            .map(words -> new DriverError(words[0], Errno.valueOf(words[1]), words[2]))
            .toList();

    /** Those with that number. */
    static List<DriverError> of(int errno) {
        return ALL.stream().filter(error -> error.errno().number() == errno).toList();
    }

    @Override
    public String toString() {
        return decoder + " answers " + errno + " " + reason;
    }
}
