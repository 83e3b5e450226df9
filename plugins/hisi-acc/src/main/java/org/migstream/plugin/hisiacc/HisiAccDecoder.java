// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads {@code struct acc_vf_data}. */
final class HisiAccDecoder implements StateDecoder {
    private static final List<PciId> DEVICES =
            Arrays.stream(Accelerator.values()).map(Accelerator::pciId).toList();

    @Override
    public String name() {
        return HisiAccPlugin.NAME;
    }

    @Override
    public List<PciId> devices() {
        return DEVICES;
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        Optional<PciId> pci = identity.pci();
        boolean hasDriverId = pci.filter(DEVICES::contains).isPresent();
        ByteBuffer state = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (hasMagic(state)) {
            return hasDriverId || pci.isEmpty() ? Match.CERTAIN : Match.LIKELY;
        }
        return hasDriverId || pci.isEmpty() && resemblesMatchData(state) ? Match.LIKELY : Match.NONE;
    }

    private static boolean hasMagic(ByteBuffer state) {
        return state.limit() >= Long.BYTES && AccDevMagic.of(state.getLong(0)).isPresent();
    }

    /** Returns whether the bytes are match data with a damaged magic number: device id and reserved words are valid. */
    private static boolean resemblesMatchData(ByteBuffer state) {
        return state.limit() >= AccVfDataReader.MATCH_SIZE
                && Accelerator.of(Integer.toUnsignedLong(state.getInt(AccVfDataReader.DEV_ID_OFFSET)))
                        .isPresent()
                && state.getLong(AccVfDataReader.RESERVED_OFFSET) == 0;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new AccVfDataReader(in).read();
    }

    /** A state has 176 bytes, or 40 with {@code vf_qm_state} NOT_READY. Of 40 bytes with READY, {@link #decode} returns
     * UNKNOWN. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }
}
