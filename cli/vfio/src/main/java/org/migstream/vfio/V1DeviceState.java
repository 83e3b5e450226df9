// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V1Bit.NDMA;
import static org.migstream.vfio.V1Bit.RESUMING;
import static org.migstream.vfio.V1Bit.RUNNING;
import static org.migstream.vfio.V1Bit.SAVING;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The device_state register of v1: some bits that mean something alone, and some combinations that mean nothing.
 *
 * @param register all 32 bits; the reserved ones are kept by everything here, as a user of the register must
 */
public record V1DeviceState(int register) implements MigrationState {
    /** Combinations of RESUMING with others are invalid or, in one case, this. */
    private static final int ERROR = SAVING.mask() | RESUMING.mask();

    private static final int MASK = RUNNING.mask() | SAVING.mask() | RESUMING.mask() | NDMA.mask();
    private static final String ERROR_NAME = "ERROR";

    /** A state of these bits, the reserved ones clear. */
    public static V1DeviceState of(Collection<V1Bit> bits) {
        return new V1DeviceState(bits.stream().mapToInt(V1Bit::mask).sum());
    }

    /** What a failed device reports, the reserved bits clear. */
    public static V1DeviceState error() {
        return new V1DeviceState(ERROR);
    }

    /** The bits that are set, without the reserved ones. */
    public Set<V1Bit> bits() {
        Set<V1Bit> bits = EnumSet.noneOf(V1Bit.class);
        for (V1Bit bit : V1Bit.values()) {
            if (has(bit)) {
                bits.add(bit);
            }
        }
        return bits;
    }

    /** Whether a bit is set. */
    public boolean has(V1Bit bit) {
        return (register & bit.mask()) != 0;
    }

    /** The same with one bit the other way. */
    public V1DeviceState flip(V1Bit bit) {
        return new V1DeviceState(register ^ bit.mask());
    }

    /** Whether RESUMING, if set, has neither SAVING nor RUNNING beside it. */
    public boolean isValid() {
        return !has(RESUMING) || !(has(SAVING) || has(RUNNING));
    }

    @Override
    public boolean isError() {
        return value() == ERROR;
    }

    /** Without the reserved bits. */
    @Override
    public int value() {
        return register & MASK;
    }

    @Override
    public DeviceActivity activity() {
        if (isError()) {
            return DeviceActivity.RUNNING;
        }
        if (!has(RUNNING)) {
            // NDMA or not: what stands still starts no DMA.
            return DeviceActivity.STOPPED;
        }
        return has(NDMA) ? DeviceActivity.QUIET : DeviceActivity.RUNNING;
    }

    @Override
    public DataPhase data() {
        if (isError()) {
            return DataPhase.NONE;
        }
        if (has(SAVING)) {
            return has(RUNNING) ? DataPhase.PRE_COPY : DataPhase.STOP_COPY;
        }
        return has(RESUMING) ? DataPhase.RESUMING : DataPhase.NONE;
    }

    /** Its bits from the highest down, as {@code NDMA|RUNNING}; {@code 0} for none; the reserved ones are not shown. */
    @Override
    public String toString() {
        if (isError()) {
            return ERROR_NAME;
        }
        StringJoiner name = new StringJoiner("|");
        name.setEmptyValue("0");
        for (int i = V1Bit.values().length - 1; i >= 0; i--) {
            V1Bit bit = V1Bit.values()[i];
            if (has(bit)) {
                name.add(bit.name());
            }
        }
        return name.toString();
    }
}
