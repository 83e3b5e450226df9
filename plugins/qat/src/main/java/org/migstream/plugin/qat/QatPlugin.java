// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** Intel QuickAssist. */
public final class QatPlugin implements VendorPlugin {
    /** What the format, the driver in profiles and the plugin are called. */
    static final String NAME = "qat";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Intel QuickAssist accelerators, driver qat_vfio_pci";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new QatDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new QatRule());
    }
}
