// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What VFIO_DEVICE_FEATURE_MIGRATION says of a v2 device. Every one has STOP_COPY; these can be added:
 *
 * @param p2p the states in which it starts no DMA to its peers
 * @param preCopy the states in which it is saved while it runs
 */
public record MigrationFlags(boolean p2p, boolean preCopy) {
    /** Everything that v2 knows. */
    public static final MigrationFlags ALL = new MigrationFlags(true, true);

    private static final String STOP_COPY = "STOP_COPY";
    private static final String P2P = "P2P";
    private static final String PRE_COPY = "PRE_COPY";

    private static final long VFIO_MIGRATION_STOP_COPY = 1;
    private static final long VFIO_MIGRATION_P2P = 2;
    private static final long VFIO_MIGRATION_PRE_COPY = 4;

    /**
     * The flags as the kernel gives them; bits that v2 does not know are passed over, for they offer more states and
     * change none.
     *
     * @throws IllegalArgumentException if STOP_COPY is not among them
     */
    public static MigrationFlags of(long bits) {
        if ((bits & VFIO_MIGRATION_STOP_COPY) == 0) {
            throw missingStopCopy();
        }
        return new MigrationFlags((bits & VFIO_MIGRATION_P2P) != 0, (bits & VFIO_MIGRATION_PRE_COPY) != 0);
    }

    /**
     * The flags of these names (without VFIO_MIGRATION_).
     *
     * @throws IllegalArgumentException if one is unknown or STOP_COPY is not among them
     */
    public static MigrationFlags ofNames(Collection<String> names) {
        for (String name : names) {
            if (!ALL.names().contains(name)) {
                throw new IllegalArgumentException(
                        "v2 has no feature " + name + ", only " + String.join(", ", ALL.names()));
            }
        }
        if (!names.contains(STOP_COPY)) {
            throw missingStopCopy();
        }
        return new MigrationFlags(names.contains(P2P), names.contains(PRE_COPY));
    }

    private static IllegalArgumentException missingStopCopy() {
        return new IllegalArgumentException("every device of v2 has the feature STOP_COPY");
    }

    /** The flags as the kernel gives them. */
    public long bits() {
        return VFIO_MIGRATION_STOP_COPY | (p2p ? VFIO_MIGRATION_P2P : 0) | (preCopy ? VFIO_MIGRATION_PRE_COPY : 0);
    }

    /** Their names without VFIO_MIGRATION_, in the order of their bits. */
    public List<String> names() {
        List<String> names = new ArrayList<>(List.of(STOP_COPY));
        if (p2p) {
            names.add(P2P);
        }
        if (preCopy) {
            names.add(PRE_COPY);
        }
        return List.copyOf(names);
    }

    /** Whether a device with these can be in a state. */
    public boolean hasState(V2DeviceState state) {
        return (p2p || state.activity() != DeviceActivity.P2P_QUIESCENT)
                && (preCopy || state.dataPhase() != DataPhase.PRE_COPY);
    }
}
