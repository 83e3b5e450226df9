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
 * @param spiVersion the version of the SPI that it was compiled against
 * @param executor for the calls that its parts will get
 */
record PluginProbe(String origin, SpiVersion spiVersion, PluginExecutor executor) {
    private static final Pattern PLUGIN_NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern DECODER_NAME = Pattern.compile("[a-z0-9_]{1,64}");

    /** More decoders, rules or PCI ids than that are a list without end. */
    private static final int MAX_PARTS = 4096;

    PluginDescriptor describe(Provider<VendorPlugin> provider) {
        VendorPlugin plugin = provider.get();
        String name = plugin.name();
        if (name == null || !PLUGIN_NAME.matcher(name).matches()) {
            throw new PluginFault("calls itself " + quote(name) + ", which is no name of a plugin");
        }
        NamedPluginExecutor calls = new NamedPluginExecutor(name, executor);
        List<PluginDecoder> decoders = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (StateDecoder decoder : checkedCopy(plugin.decoders(), "decoders")) {
            String called = checkDecoderName(decoder.name());
            if (!taken.add(called)) {
                throw new PluginFault("has two decoders " + called);
            }
            List<PciId> devices = checkedCopy(decoder.devices(), "devices");
            decoders.add(new PluginDecoder(called, devices, decoder, calls));
        }
        List<PluginRule> rules = new ArrayList<>();
        for (CompatibilityRule rule : checkedCopy(plugin.rules(), "rules")) {
            rules.add(new PluginRule(checkDecoderName(rule.decoderName()), rule, calls));
        }
        return new PluginDescriptor(
                name,
                checkSingleLine(plugin.version(), "version"),
                checkSingleLine(plugin.description(), "description"),
                spiVersion,
                origin,
                List.copyOf(decoders),
                List.copyOf(rules));
    }

    private static String checkDecoderName(String name) {
        if (name == null || !DECODER_NAME.matcher(name).matches()) {
            throw new PluginFault("calls a decoder " + quote(name) + ", which is no name of a decoder");
        }
        return name;
    }

    private static String checkSingleLine(String text, String what) {
        if (text == null || !SingleLineText.isSingleLine(text)) {
            throw new PluginFault("has a " + what + " that is no line of text");
        }
        return text;
    }

    private static String quote(String name) {
        return name == null ? "null" : "\"" + SingleLineText.of(name) + "\"";
    }

    private static <T> List<T> checkedCopy(List<T> parts, String what) {
        List<T> copy = new ArrayList<>();
        for (T part : PluginFault.requireNonNull(parts, "its " + what)) {
            copy.add(PluginFault.requireNonNull(part, "one of its " + what));
            if (copy.size() > MAX_PARTS) {
                throw new PluginFault("has more than " + MAX_PARTS + " " + what);
            }
        }
        return copy;
    }
}
