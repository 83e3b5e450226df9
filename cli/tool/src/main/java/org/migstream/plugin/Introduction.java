// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader.Provider;
import java.util.Set;
import java.util.regex.Pattern;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/**
 * Makes a plugin's object and asks it for its parts, once; what it answers later does not matter any more. Runs in the
 * plugin's thread; what must not be is a {@link PluginFault}.
 *
 * @param origin where the plugin comes from
 * @param spi the version of the SPI that it was compiled against
 * @param containment for the calls that its parts will get
 */
record Introduction(String origin, SpiVersion spi, Containment containment) {
    private static final Pattern PLUGIN_NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern DECODER_NAME = Pattern.compile("[a-z0-9_]{1,64}");

    /** More decoders, rules or PCI ids than that are a list without end. */
    private static final int MOST = 4096;

    Candidate of(Provider<VendorPlugin> provider) {
        VendorPlugin plugin = provider.get();
        String name = plugin.name();
        if (name == null || !PLUGIN_NAME.matcher(name).matches()) {
            throw new PluginFault("calls itself " + shown(name) + ", which is no name of a plugin");
        }
        PluginCalls calls = new PluginCalls(name, containment);
        List<Decoder> decoders = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (StateDecoder decoder : copy(plugin.decoders(), "decoders")) {
            String called = decoderName(decoder.name());
            if (!taken.add(called)) {
                throw new PluginFault("has two decoders " + called);
            }
            List<PciId> devices = copy(decoder.devices(), "devices");
            decoders.add(new Decoder(called, devices, decoder, calls));
        }
        List<Rule> rules = new ArrayList<>();
        for (CompatibilityRule rule : copy(plugin.rules(), "rules")) {
            rules.add(new Rule(decoderName(rule.decoder()), rule, calls));
        }
        return new Candidate(
                name,
                line(plugin.version(), "version"),
                line(plugin.description(), "description"),
                spi,
                origin,
                List.copyOf(decoders),
                List.copyOf(rules));
    }

    private static String decoderName(String name) {
        if (name == null || !DECODER_NAME.matcher(name).matches()) {
            throw new PluginFault("calls a decoder " + shown(name) + ", which is no name of a decoder");
        }
        return name;
    }

    private static String line(String text, String what) {
        if (text == null || !Line.fits(text)) {
            throw new PluginFault("has a " + what + " that is no line of text");
        }
        return text;
    }

    private static String shown(String name) {
        return name == null ? "null" : "\"" + Line.of(name) + "\"";
    }

    private static <T> List<T> copy(List<T> parts, String what) {
        List<T> copy = new ArrayList<>();
        for (T part : PluginFault.unlessNull(parts, "its " + what)) {
            copy.add(PluginFault.unlessNull(part, "one of its " + what));
            if (copy.size() > MOST) {
                throw new PluginFault("has more than " + MOST + " " + what);
            }
        }
        return copy;
    }
}
