// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.virtio;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** What migstream knows about virtio functions made in hardware. */
public final class VirtioPlugin implements VendorPlugin {
    @Override
    public String name() {
        return VirtioDecoder.NAME;
    }

    @Override
    public String description() {
        return "virtio network and block functions in hardware (virtio_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new VirtioDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new VirtioRule());
    }
}
