// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** All about mtty. */
public final class MttyPlugin implements VendorPlugin {
    @Override
    public String name() {
        return MttyDecoder.NAME;
    }

    @Override
    public String description() {
        return "serial ports of the kernel's sample mediated device, driver mtty";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new MttyDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new MttyRule());
    }
}
