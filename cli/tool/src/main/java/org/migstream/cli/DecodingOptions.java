// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;

/** The options of the commands that decode the states of devices, with those for plugins. */
final class DecodingOptions {
    private static final Argument<List<String>> DECODER = Value.option(
                    "--decoder", "[IDSTR=]NAME", "Use decoder NAME instead of the detected one.")
            .details("It is used for the device IDSTR or, without IDSTR=, for raw device data. 00:01.0 is enough for"
                    + " 0000:00:01.0/vfio. 'migstream plugins' lists the names.")
            .repeatable();
    private static final Argument<Long> KEEP = Value.option(
                    "--keep", "SIZE", "Store at most SIZE bytes of device data (default: ${DEFAULT-VALUE}).")
            .details("A pipe or a compressed file cannot be read twice: its device data are stored in a temporary file"
                    + " until the device is identified. Larger states are decoded while they arrive, if their first"
                    + " bytes identify the format.")
            .convertedBy(new SizeConverter())
            .withDefault("256M");

    /** The options, in the order of the help. */
    static final List<Argument<?>> ALL = allOptions();

    private final Arguments arguments;

    @Nullable
    private DecoderChoice choice;

    private static List<Argument<?>> allOptions() {
        List<Argument<?>> all = new ArrayList<>(LimitOptions.ALL);
        all.addAll(List.of(DECODER, KEEP));
        all.addAll(PluginOptions.ALL);
        return List.copyOf(all);
    }

    DecodingOptions(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Returns how many bytes each container may decompress to. */
    OutputLimit maxOutput() {
        return LimitOptions.maxOutput(arguments);
    }

    /** Returns the maximum number of bytes of device data in the temporary file. */
    long keepLimit() {
        return arguments.get(KEEP);
    }

    /** Returns the words of the command line that choose decoders. */
    List<String> decoderWords() {
        List<String> words = new ArrayList<>();
        for (String option : arguments.get(DECODER)) {
            words.add("--decoder");
            words.add(option);
        }
        return words;
    }

    /**
     * Returns the decoders that the user chose, the same object each time.
     *
     * @throws UsageException if no decoder has a given name
     */
    DecoderChoice decoderChoice(Plugins plugins) {
        if (choice == null) {
            choice = readChoice(plugins);
        }
        return choice;
    }

    /** Returns why a name of a device is wrong, as far as the inputs have been read; empty if none is. */
    Optional<String> problemWithDevices() {
        return choice == null ? Optional.empty() : choice.names().problem();
    }

    /**
     * Prints why a name of a device is wrong. Call it after all inputs have been read.
     *
     * @param worst the worst status of the inputs
     * @return the worst status
     */
    ExitStatus reportUnknownDevices(Invocation invocation, ExitStatus worst) {
        Optional<String> problem = problemWithDevices();
        if (problem.isEmpty()) {
            return worst;
        }
        invocation.printError(problem.get());
        return worst.compareTo(ExitStatus.USAGE_ERROR) > 0 ? worst : ExitStatus.USAGE_ERROR;
    }

    private DecoderChoice readChoice(Plugins plugins) {
        @Nullable String rawDecoder = null;
        Map<String, String> decoderByIdstr = new HashMap<>();
        for (String option : arguments.get(DECODER)) {
            int separator = option.lastIndexOf('=');
            String name = option.substring(separator + 1);
            if (plugins.decoder(name).isEmpty()) {
                String available =
                        plugins.decoders().stream().map(PluginDecoder::name).collect(Collectors.joining(", "));
                throw new UsageException("no decoder is called '" + name + "'; available: " + available);
            }
            boolean repeated;
            if (separator < 0) {
                repeated = rawDecoder != null;
                rawDecoder = name;
            } else {
                repeated = decoderByIdstr.put(option.substring(0, separator), name) != null;
            }
            if (repeated) {
                throw new UsageException((separator < 0 ? "raw device data" : option.substring(0, separator))
                        + " has more than one --decoder");
            }
        }
        return new DecoderChoice(plugins, rawDecoder, decoderByIdstr);
    }
}
