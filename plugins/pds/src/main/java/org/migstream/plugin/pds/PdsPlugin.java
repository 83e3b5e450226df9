// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** All about pds. */
public final class PdsPlugin implements VendorPlugin {
    @Override
    public String name() {
        return PdsDecoder.NAME;
    }

    @Override
    public String description() {
        return "virtual functions of AMD Pensando DSC, driver pds_vfio_pci";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new PdsDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new PdsRule());
    }
}
