// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.stream.SectionKey;

/**
 * The rules that choose a decoder for the state of a device: the user's choice first, then the best match of the
 * plugins, then the decoder that is expected because of the target of the migration.
 *
 * @param plugins all loaded plugins
 * @param rawDecoder the user's decoder for raw device data, by name; null to choose by the bytes
 * @param byIdstr the user's decoders for devices, by name; the key is the idstr, the idstr and
 *     instance id, or a short name of the device
 * @param names the keys of {@code byIdstr}, and which of them the inputs have
 * @param expected decoders for states that the plugins do not recognise
 */
public record DecoderChoice(
        Plugins plugins,
        @Nullable String rawDecoder,
        Map<String, String> byIdstr,
        DecoderNames names,
        ExpectedDecoders expected) {
    /** Copies the map. */
    public DecoderChoice {
        byIdstr = Map.copyOf(byIdstr);
    }

    /** Creates rules without expected decoders. */
    public DecoderChoice(Plugins plugins, @Nullable String raw, Map<String, String> byIdstr) {
        this(plugins, raw, byIdstr, new DecoderNames(byIdstr.keySet()), ExpectedDecoders.NONE);
    }

    /**
     * The names of decoders that fit a target of the migration.
     *
     * @param raw for raw device data; null if unknown
     * @param byIdstr for devices of a stream; the key is a name as in {@link DecoderChoice#byIdstr}
     * @param otherDevices for all other devices of a stream; null if unknown
     */
    public record ExpectedDecoders(
            @Nullable String raw,
            Map<String, String> byIdstr,
            @Nullable String otherDevices) {
        /** No expectations. */
        public static final ExpectedDecoders NONE = new ExpectedDecoders(null, Map.of(), null);

        /** Copies the map. */
        public ExpectedDecoders {
            byIdstr = Map.copyOf(byIdstr);
        }

        /** Creates expectations with a decoder for raw device data only. */
        public static ExpectedDecoders raw(@Nullable String name) {
            return new ExpectedDecoders(name, Map.of(), null);
        }

        private Optional<String> nameFor(SectionKey device) {
            return DecoderChoice.nameFor(byIdstr, device).or(() -> Optional.ofNullable(otherDevices));
        }
    }

    /** Returns the user's decoder for a device; empty if the user has chosen none. */
    public Optional<PluginDecoder> chosenByUser(SectionKey device) {
        return nameFor(byIdstr, device).flatMap(plugins::decoder);
    }

    private static Optional<String> nameFor(Map<String, String> byIdstr, SectionKey device) {
        return nameFor(byIdstr, device::isNamed).or(() -> nameFor(byIdstr, device::canBeCalled));
    }

    private static Optional<String> nameFor(Map<String, String> byIdstr, Predicate<String> isDevice) {
        for (Map.Entry<String, String> entry : byIdstr.entrySet()) {
            if (isDevice.test(entry.getKey())) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /** Returns the user's decoder for raw device data; empty if the user has chosen none. */
    Optional<PluginDecoder> rawChosenByUser() {
        return Optional.ofNullable(rawDecoder).flatMap(plugins::decoder);
    }

    /**
     * Chooses a decoder for a device without using the user's choice; returns empty if no decoder fits. If a name is
     * expected, a weak match is not enough, also if no plugin has that name: a weak match does not show that another
     * driver wrote the state.
     */
    public Optional<PluginDecoder> chooseDecoder(SectionKey device, MatchResult match) {
        return expected.nameFor(device).isPresent() ? chooseDecoderByHead(device, match) : match.uniqueDecoder();
    }

    /**
     * Chooses a decoder for a device of which only the first bytes are known. A weak match is not enough here. Returns
     * empty if no decoder fits.
     */
    public Optional<PluginDecoder> chooseDecoderByHead(SectionKey device, MatchResult match) {
        return match.likelyDecoder().or(() -> expectedDecoder(device));
    }

    private Optional<PluginDecoder> expectedDecoder(SectionKey device) {
        return expected.nameFor(device).flatMap(plugins::decoder);
    }

    /** Returns the expected decoder for raw device data; empty if no decoder is expected. */
    Optional<PluginDecoder> expectedForRawData() {
        return Optional.ofNullable(expected.raw()).flatMap(plugins::decoder);
    }

    /** Returns these rules with other expected decoders. */
    public DecoderChoice withExpected(ExpectedDecoders other) {
        return new DecoderChoice(plugins, rawDecoder, byIdstr, names, other);
    }
}
