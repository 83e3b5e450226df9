// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V1StateBit.NDMA;
import static org.migstream.vfio.V1StateBit.RESUMING;
import static org.migstream.vfio.V1StateBit.RUNNING;
import static org.migstream.vfio.V1StateBit.SAVING;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The device_state register of v1: some bits that mean something alone, and some combinations that mean nothing.
 *
 * @param registerValue all 32 bits; the reserved ones are kept by everything here, as a user of the register must
 */
public record V1DeviceState(int registerValue) implements MigrationState {
    /** Combinations of RESUMING with others are invalid or, in one case, this. */
    private static final int ERROR = SAVING.mask() | RESUMING.mask();

    private static final int DEFINED_BITS = RUNNING.mask() | SAVING.mask() | RESUMING.mask() | NDMA.mask();
    private static final String ERROR_NAME = "ERROR";

    /** A state of these bits, the reserved ones clear. */
    public static V1DeviceState of(Collection<V1StateBit> bits) {
        return new V1DeviceState(bits.stream().mapToInt(V1StateBit::mask).sum());
    }

    /** What a failed device reports, the reserved bits clear. */
    public static V1DeviceState error() {
        return new V1DeviceState(ERROR);
    }

    /** The bits that are set, without the reserved ones. */
    public Set<V1StateBit> bits() {
        Set<V1StateBit> bits = EnumSet.noneOf(V1StateBit.class);
        for (V1StateBit bit : V1StateBit.values()) {
            if (isSet(bit)) {
                bits.add(bit);
            }
        }
        return bits;
    }

    /** Whether a bit is set. */
    public boolean isSet(V1StateBit bit) {
        return (registerValue & bit.mask()) != 0;
    }

    /** The same with one bit the other way. */
    public V1DeviceState withFlipped(V1StateBit bit) {
        return new V1DeviceState(registerValue ^ bit.mask());
    }

    /** Whether RESUMING, if set, has neither SAVING nor RUNNING beside it. */
    public boolean isValid() {
        return !isSet(RESUMING) || !(isSet(SAVING) || isSet(RUNNING));
    }

    @Override
    public boolean isError() {
        return value() == ERROR;
    }

    /** Without the reserved bits. */
    @Override
    public int value() {
        return registerValue & DEFINED_BITS;
    }

    @Override
    public DeviceActivity activity() {
        if (isError()) {
            return DeviceActivity.RUNNING;
        }
        if (!isSet(RUNNING)) {
            // NDMA or not: what stands still starts no DMA.
            return DeviceActivity.STOPPED;
        }
        return isSet(NDMA) ? DeviceActivity.P2P_QUIESCENT : DeviceActivity.RUNNING;
    }

    @Override
    public DataPhase dataPhase() {
        if (isError()) {
            return DataPhase.NONE;
        }
        if (isSet(SAVING)) {
            return isSet(RUNNING) ? DataPhase.PRE_COPY : DataPhase.STOP_COPY;
        }
        return isSet(RESUMING) ? DataPhase.RESUMING : DataPhase.NONE;
    }

    /** Its bits from the highest down, as {@code NDMA|RUNNING}; {@code 0} for none; the reserved ones are not shown. */
    @Override
    public String toString() {
        if (isError()) {
            return ERROR_NAME;
        }
        StringJoiner name = new StringJoiner("|");
        name.setEmptyValue("0");
        for (int i = V1StateBit.values().length - 1; i >= 0; i--) {
            V1StateBit bit = V1StateBit.values()[i];
            if (isSet(bit)) {
                name.add(bit.name());
            }
        }
        return name.toString();
    }
}
