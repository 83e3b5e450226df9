// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say who decodes the devices' states. */
final class DecodingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--decoder",
            paramLabel = "[IDSTR=]NAME",
            description = "Who decodes the state of the device IDSTR, or raw device data, when the bytes do not tell;"
                    + " may be repeated. 'migstream plugins' lists the names.")
    private List<String> decoders = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "256M",
            description = "How much device data of a pipe or a compressed file may be copied to a temporary file, to be"
                    + " decoded when the device is known (default: ${DEFAULT-VALUE}). States beyond are decoded as they"
                    + " come, if their first bytes tell whose they are.")
    private long keepLimit;

    /** How many bytes may be copied aside. */
    long keepLimit() {
        return keepLimit;
    }

    /** What the user chose; a name that nobody has is a wrong argument. */
    DecoderChoice decoderChoice(Plugins plugins) {
        String raw = null;
        Map<String, String> byIdstr = new HashMap<>();
        for (String decoder : decoders) {
            int separator = decoder.lastIndexOf('=');
            String name = decoder.substring(separator + 1);
            if (plugins.decoder(name).isEmpty()) {
                String known =
                        plugins.decoders().stream().map(PluginDecoder::name).collect(Collectors.joining(", "));
                throw new ParameterException(
                        spec.commandLine(), "no decoder is called '" + name + "'; there are " + known);
            }
            if (separator < 0) {
                raw = name;
            } else {
                byIdstr.put(decoder.substring(0, separator), name);
            }
        }
        return new DecoderChoice(plugins, raw, byIdstr);
    }
}
