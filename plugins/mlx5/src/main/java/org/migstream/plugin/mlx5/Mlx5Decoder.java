// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads the states of {@code mlx5_vfio_pci}. */
final class Mlx5Decoder implements StateDecoder {
    static final String NAME = "mlx5";

    /** The only id of the driver, shared by the virtual functions of all models ({@code mlx5vf_pci_table}). */
    static final PciId VIRTUAL_FUNCTION = new PciId(0x15b3, 0x101e);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return List.of(VIRTUAL_FUNCTION);
    }

    /**
     * Without a known identity, a size hint is only {@link Match#LIKELY}: {@code virtio_vfio_pci} would accept and skip
     * such a record.
     */
    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        Match framing = Mlx5Signature.match(head);
        if (identity.pci().isEmpty()) {
            return framing;
        }
        boolean hasSizeHint = framing == Match.LIKELY;
        if (devices().contains(identity.pci().get())) {
            return hasSizeHint ? Match.CERTAIN : Match.LIKELY;
        }
        return hasSizeHint ? Match.POSSIBLE : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new Mlx5StateReader(in).read();
    }

    /** The final image follows in STOP_COPY, also after images of pre-copy. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }
}
