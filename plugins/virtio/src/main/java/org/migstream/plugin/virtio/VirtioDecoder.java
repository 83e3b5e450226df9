// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads the states of {@code virtio_vfio_pci}. */
final class VirtioDecoder implements StateDecoder {
    static final String NAME = "virtio";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return Arrays.stream(VirtioDeviceType.values())
                .map(VirtioDeviceType::id)
                .toList();
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        Match framing = VirtioSignature.match(head);
        if (identity.pci().isEmpty()) {
            return framing;
        }
        boolean parts = framing == Match.LIKELY;
        if (devices().contains(identity.pci().get())) {
            return parts ? Match.CERTAIN : Match.LIKELY;
        }
        return parts ? Match.POSSIBLE : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        return new VirtioStateReader(in).read();
    }

    /** The final set of device parts follows in STOP_COPY, also after sets of pre-copy. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }
}
