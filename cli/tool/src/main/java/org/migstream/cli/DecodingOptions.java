// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the commands that decode the states of devices. */
final class DecodingOptions extends DecompressionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--decoder",
            paramLabel = "[IDSTR=]NAME",
            description = "Use decoder NAME for the device IDSTR or, without IDSTR=, for raw device data, instead of"
                    + " the detected decoder; may be repeated. 'migstream plugins' lists the names.")
    private List<String> decoders = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            defaultValue = "256M",
            description = "A pipe or a compressed file cannot be read twice: store at most SIZE bytes of its"
                    + " device data in a temporary file until the device is identified (default: ${DEFAULT-VALUE})."
                    + " Larger states are decoded while"
                    + " they arrive, if their first bytes identify the format.")
    private long keepLimit;

    /** Returns the maximum number of bytes of device data in the temporary file. */
    long keepLimit() {
        return keepLimit;
    }

    /**
     * Returns the decoders that the user chose.
     *
     * @throws ParameterException if no decoder has a given name
     */
    DecoderChoice decoderChoice(Plugins plugins) {
        @Nullable String rawDecoder = null;
        Map<String, String> decoderByIdstr = new HashMap<>();
        for (String option : decoders) {
            int separator = option.lastIndexOf('=');
            String name = option.substring(separator + 1);
            if (plugins.decoder(name).isEmpty()) {
                String available =
                        plugins.decoders().stream().map(PluginDecoder::name).collect(Collectors.joining(", "));
                throw new ParameterException(
                        spec.commandLine(), "no decoder is called '" + name + "'; available: " + available);
            }
            boolean repeated;
            if (separator < 0) {
                repeated = rawDecoder != null;
                rawDecoder = name;
            } else {
                repeated = decoderByIdstr.put(option.substring(0, separator), name) != null;
            }
            if (repeated) {
                throw new ParameterException(
                        spec.commandLine(),
                        (separator < 0 ? "raw device data" : option.substring(0, separator))
                                + " has more than one --decoder");
            }
        }
        return new DecoderChoice(plugins, rawDecoder, decoderByIdstr);
    }
}
