// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;

/**
 * A kind of simulated device, for those who choose one.
 *
 * @param name what stands behind {@code sim:}
 * @param meaning which device it is
 * @param making the options that make a new one; they are kept with it and must not be contradicted later
 * @param opening the options for as long as it is open
 */
public record KindDescription(String name, String meaning, List<Option> making, List<Option> opening) {
    public KindDescription {
        making = List.copyOf(making);
        opening = List.copyOf(opening);
    }
}
