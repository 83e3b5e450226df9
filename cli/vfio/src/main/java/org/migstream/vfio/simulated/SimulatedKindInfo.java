// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;

/**
 * A kind of simulated device, for those who choose one.
 *
 * @param name what stands behind {@code sim:}
 * @param description which device it is
 * @param creationOptions the options that make a new one; they are kept with it and must not be contradicted later
 * @param openOptions the options for as long as it is open
 */
public record SimulatedKindInfo(
        String name, String description, List<SimulatedOption> creationOptions, List<SimulatedOption> openOptions) {
    public SimulatedKindInfo {
        creationOptions = List.copyOf(creationOptions);
        openOptions = List.copyOf(openOptions);
    }
}
