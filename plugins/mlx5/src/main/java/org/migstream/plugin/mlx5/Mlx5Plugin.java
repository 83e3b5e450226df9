// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mlx5;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** What migstream knows about NVIDIA's ConnectX adapters. */
public final class Mlx5Plugin implements VendorPlugin {
    @Override
    public String name() {
        return Mlx5Decoder.NAME;
    }

    @Override
    public String description() {
        return "virtual functions of NVIDIA ConnectX adapters (mlx5_vfio_pci)";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new Mlx5Decoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new Mlx5Rule());
    }
}
