// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.util.List;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/** What migstream finds: named in {@code META-INF/services}, and therefore public with a public constructor. */
public final class AcmePlugin implements VendorPlugin {
    @Override
    public String name() {
        return "acme";
    }

    @Override
    public String description() {
        return "network devices of Acme, driver acme";
    }

    @Override
    public List<StateDecoder> decoders() {
        return List.of(new AcmeDecoder());
    }

    @Override
    public List<CompatibilityRule> rules() {
        return List.of(new AcmeRule());
    }
}
