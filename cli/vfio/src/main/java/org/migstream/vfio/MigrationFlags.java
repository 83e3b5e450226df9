// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/**
 * The flags of VFIO_DEVICE_FEATURE_MIGRATION of a v2 device. Every v2 device has STOP_COPY; the other flags are
 * optional.
 *
 * @param p2p whether the device has states in which it starts no DMA to its peers
 * @param preCopy whether the device has states in which it is saved while it runs
 */
public record MigrationFlags(boolean p2p, boolean preCopy) {
    /** All flags that v2 defines. */
    public static final MigrationFlags ALL = new MigrationFlags(true, true);

    private static final String STOP_COPY = "STOP_COPY";
    private static final String P2P = "P2P";
    private static final String PRE_COPY = "PRE_COPY";

    private static final long VFIO_MIGRATION_STOP_COPY = 1;
    private static final long VFIO_MIGRATION_P2P = 2;
    private static final long VFIO_MIGRATION_PRE_COPY = 4;

    /**
     * Returns the flags for a bit mask of the kernel. Unknown bits are ignored, because a new bit only adds states.
     *
     * @throws IllegalArgumentException if STOP_COPY is missing
     */
    public static MigrationFlags of(long bits) {
        if ((bits & VFIO_MIGRATION_STOP_COPY) == 0) {
            throw missingStopCopy();
        }
        return new MigrationFlags((bits & VFIO_MIGRATION_P2P) != 0, (bits & VFIO_MIGRATION_PRE_COPY) != 0);
    }

    /**
     * Returns the flags with these names (without VFIO_MIGRATION_).
     *
     * @throws IllegalArgumentException if a name is unknown or STOP_COPY is missing
     */
    public static MigrationFlags ofNames(Collection<String> names) {
        for (String name : names) {
            if (!ALL.names().contains(name)) {
                throw new IllegalArgumentException(
                        "v2 has no feature " + name + "; its features are " + String.join(", ", ALL.names()));
            }
        }
        if (!names.contains(STOP_COPY)) {
            throw missingStopCopy();
        }
        return new MigrationFlags(names.contains(P2P), names.contains(PRE_COPY));
    }

    private static IllegalArgumentException missingStopCopy() {
        return new IllegalArgumentException("the feature STOP_COPY is missing; every v2 device has it");
    }

    /** Returns the flags as a bit mask of the kernel. */
    public long bits() {
        return VFIO_MIGRATION_STOP_COPY | (p2p ? VFIO_MIGRATION_P2P : 0) | (preCopy ? VFIO_MIGRATION_PRE_COPY : 0);
    }

    /** Returns the names without VFIO_MIGRATION_, in the order of their bits. */
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

    /** Returns whether a device with these flags has a state. */
    public boolean hasState(V2DeviceState state) {
        return (p2p || state.activity() != DeviceActivity.P2P_QUIESCENT)
                && (preCopy || state.dataPhase() != DataPhase.PRE_COPY);
    }
}
