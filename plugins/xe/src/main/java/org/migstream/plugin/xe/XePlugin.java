// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** What {@code xe_vfio_pci} migrates. */
public final class XePlugin implements VendorPlugin {
    static final String NAME = "xe";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Intel GPUs of the families BMG, PTL and WCL (xe_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new XeDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new XeRule());
    }
}
