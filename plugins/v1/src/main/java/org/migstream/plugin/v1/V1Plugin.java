// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.FindingCode;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/**
 * The plugin for migstream's sample device with version 1 of the migration protocol. It declares no driver errors: no
 * kernel has the driver, so they would only confuse the explanations of QEMU's messages.
 */
public final class V1Plugin implements VendorPlugin {
    @Override
    public String name() {
        return V1Decoder.NAME;
    }

    @Override
    public String description() {
        return "chunks of migstream's sample device for version 1 of the migration protocol, sim:v1";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new V1Decoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new V1Rule());
    }

    @Override
    public List<FindingCode> findingCodes() {
        return V1FindingCodes.ALL;
    }
}
