// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** What {@code hisi_acc_vfio_pci} migrates. */
public final class HisiAccPlugin implements VendorPlugin {
    static final String NAME = "hisi_acc";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "HiSilicon accelerators ZIP, SEC and HPRE (hisi_acc_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new HisiAccDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new HisiAccRule());
    }
}
