// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import java.util.Map;
import java.util.Optional;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.stream.SectionKey;

/**
 * Who decodes the states of devices.
 *
 * @param plugins those that are there; the surest of their decoders gets a state
 * @param rawDecoder the decoder for raw device data, by name; null to find it by the bytes
 * @param byIdstr the decoders that the user has chosen, by name, for devices of these idstrs
 * @param expected the decoders for what the bytes hardly tell
 */
public record DecoderChoice(
        Plugins plugins, String rawDecoder, Map<String, String> byIdstr, ExpectedDecoders expected) {
    /** A copy that nobody can change. */
    public DecoderChoice {
        byIdstr = Map.copyOf(byIdstr);
    }

    /** Nobody knows better than the bytes whose they are. */
    public DecoderChoice(Plugins plugins, String raw, Map<String, String> byIdstr) {
        this(plugins, raw, byIdstr, ExpectedDecoders.NONE);
    }

    /**
     * What somebody who knows the targets expects, by the names of decoders.
     *
     * @param raw for raw device data; null if nobody knows
     * @param byIdstr for the devices of these idstrs
     * @param otherDevices for all other devices of a stream; null if nobody knows
     */
    public record ExpectedDecoders(String raw, Map<String, String> byIdstr, String otherDevices) {
        /** Nothing. */
        public static final ExpectedDecoders NONE = new ExpectedDecoders(null, Map.of(), null);

        /** A copy that nobody can change. */
        public ExpectedDecoders {
            byIdstr = Map.copyOf(byIdstr);
        }

        /** Only raw device data. */
        public static ExpectedDecoders raw(String name) {
            return new ExpectedDecoders(name, Map.of(), null);
        }
    }

    /** The decoder that the user has chosen for a device; empty if it is to be found. */
    public Optional<PluginDecoder> chosenByUser(SectionKey device) {
        return Optional.ofNullable(byIdstr.get(device.idstr())).flatMap(plugins::decoder);
    }

    /** The decoder for a device that nobody has chosen one for, by what the plugins say; empty if it is not known. */
    public Optional<PluginDecoder> chooseDecoder(SectionKey device, MatchResult match) {
        Optional<PluginDecoder> expectation = expectedDecoder(device);
        return expectation.isPresent() ? match.likelyDecoder().or(() -> expectation) : match.uniqueDecoder();
    }

    /** The same when hardly more than the first bytes are known: then a guess is not enough. */
    public Optional<PluginDecoder> chooseDecoderByHead(SectionKey device, MatchResult match) {
        return match.likelyDecoder().or(() -> expectedDecoder(device));
    }

    /** The decoder that is expected to understand a device's state. */
    private Optional<PluginDecoder> expectedDecoder(SectionKey device) {
        return Optional.ofNullable(expected.byIdstr().getOrDefault(device.idstr(), expected.otherDevices()))
                .flatMap(plugins::decoder);
    }

    /** The decoder that is expected to understand raw device data. */
    Optional<PluginDecoder> expectedForRawData() {
        return Optional.ofNullable(expected.raw()).flatMap(plugins::decoder);
    }

    /** The same with other expectations. */
    public DecoderChoice withExpected(ExpectedDecoders other) {
        return new DecoderChoice(plugins, rawDecoder, byIdstr, other);
    }
}
