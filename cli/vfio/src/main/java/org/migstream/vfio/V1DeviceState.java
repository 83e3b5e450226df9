// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V1DeviceState.V1StateBit.NDMA;
import static org.migstream.vfio.V1DeviceState.V1StateBit.RESUMING;
import static org.migstream.vfio.V1DeviceState.V1StateBit.RUNNING;
import static org.migstream.vfio.V1DeviceState.V1StateBit.SAVING;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/**
 * A value of the device_state register of v1: a combination of {@link V1StateBit}s. Not every combination is valid.
 *
 * @param registerValue all 32 bits; {@link #withState} preserves the reserved bits, as the uAPI requires
 */
public record V1DeviceState(int registerValue) implements MigrationState {
    /** The bits of v1's device_state ({@code VFIO_DEVICE_STATE_*} in uapi/linux/vfio.h up to Linux 5.17). */
    public enum V1StateBit {
        /** The device runs; if the bit is clear, the device is stopped. */
        RUNNING(1),
        /** The device's state can be read from the data window. */
        SAVING(1 << 1),
        /** A state can be written to the data window. */
        RESUMING(1 << 2),
        /**
         * The device starts no DMA. Proposed in December 2021 but in no released header; a device need not support it.
         */
        NDMA(1 << 3);

        private final int mask;

        V1StateBit(int mask) {
            this.mask = mask;
        }

        /** Returns the mask of the bit in the register. */
        public int mask() {
            return mask;
        }
    }

    /** The value of ERROR. Other combinations of RESUMING with SAVING or RUNNING are invalid. */
    private static final int ERROR = SAVING.mask() | RESUMING.mask();

    private static final int DEFINED_BITS = RUNNING.mask() | SAVING.mask() | RESUMING.mask() | NDMA.mask();
    private static final String ERROR_NAME = "ERROR";

    /** Returns the state with these bits; reserved bits are 0. */
    public static V1DeviceState of(Collection<V1StateBit> bits) {
        return new V1DeviceState(bits.stream().mapToInt(V1StateBit::mask).sum());
    }

    /** Returns the error state, which a failed device reports; reserved bits are 0. */
    public static V1DeviceState error() {
        return new V1DeviceState(ERROR);
    }

    /** Returns the bits that are set, without the reserved ones. */
    public Set<V1StateBit> bits() {
        Set<V1StateBit> bits = EnumSet.noneOf(V1StateBit.class);
        for (V1StateBit bit : V1StateBit.values()) {
            if (isSet(bit)) {
                bits.add(bit);
            }
        }
        return bits;
    }

    /** Returns whether a bit is set. */
    public boolean isSet(V1StateBit bit) {
        return (registerValue & bit.mask()) != 0;
    }

    /** Returns a copy in which one bit is inverted. */
    public V1DeviceState withFlipped(V1StateBit bit) {
        return new V1DeviceState(registerValue ^ bit.mask());
    }

    /** Returns the register value that requests another state: its bits, and the reserved bits of this value. */
    public V1DeviceState withState(V1DeviceState other) {
        return new V1DeviceState(registerValue & ~DEFINED_BITS | other.value());
    }

    /**
     * Returns whether this combination is valid: RESUMING excludes SAVING and RUNNING. ERROR is not valid in this
     * sense.
     */
    public boolean isValid() {
        return !isSet(RESUMING) || !(isSet(SAVING) || isSet(RUNNING));
    }

    @Override
    public boolean isError() {
        return value() == ERROR;
    }

    /** Returns the register value without the reserved bits. */
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
            // A stopped device starts no DMA, with or without NDMA.
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

    /**
     * Returns the bits from the highest to the lowest, such as {@code NDMA|RUNNING}; {@code 0} for none. Reserved bits
     * are not shown.
     */
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
