// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.util.Map;
import java.util.Optional;
import org.migstream.plugin.Choice;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.Plugins;
import org.migstream.stream.SectionKey;

/**
 * Who decodes the states of devices.
 *
 * @param plugins those that are there; the surest of their decoders gets a state
 * @param raw the decoder for raw device data, by name; null to find it by the bytes
 * @param byIdstr the decoders that the user has chosen, by name, for devices of these idstrs
 * @param expected the decoders for what the bytes hardly tell
 */
public record DecoderChoice(Plugins plugins, String raw, Map<String, String> byIdstr, Expected expected) {
    /** A copy that nobody can change. */
    public DecoderChoice {
        byIdstr = Map.copyOf(byIdstr);
    }

    /** Nobody knows better than the bytes whose they are. */
    public DecoderChoice(Plugins plugins, String raw, Map<String, String> byIdstr) {
        this(plugins, raw, byIdstr, Expected.NOTHING);
    }

    /**
     * What somebody who knows the targets expects, by the names of decoders.
     *
     * @param raw for raw device data; null if nobody knows
     * @param byIdstr for the devices of these idstrs
     * @param others for all other devices of a stream; null if nobody knows
     */
    public record Expected(String raw, Map<String, String> byIdstr, String others) {
        /** Nothing. */
        public static final Expected NOTHING = new Expected(null, Map.of(), null);

        /** A copy that nobody can change. */
        public Expected {
            byIdstr = Map.copyOf(byIdstr);
        }

        /** Only raw device data. */
        public static Expected raw(String name) {
            return new Expected(name, Map.of(), null);
        }
    }

    /** The decoder that the user has chosen for a device; empty if it is to be found. */
    public Optional<Decoder> chosen(SectionKey device) {
        return Optional.ofNullable(byIdstr.get(device.idstr())).flatMap(plugins::decoder);
    }

    /** The decoder for a device that nobody has chosen one for, by what the plugins say; empty if it is not known. */
    public Optional<Decoder> found(SectionKey device, Choice match) {
        Optional<Decoder> expectation = expectation(device);
        return expectation.isPresent() ? match.likely().or(() -> expectation) : match.decoder();
    }

    /** The same when hardly more than the first bytes are known: then a guess is not enough. */
    public Optional<Decoder> foundEarly(SectionKey device, Choice match) {
        return match.likely().or(() -> expectation(device));
    }

    /** The decoder that is expected to understand a device's state. */
    private Optional<Decoder> expectation(SectionKey device) {
        return Optional.ofNullable(expected.byIdstr().getOrDefault(device.idstr(), expected.others()))
                .flatMap(plugins::decoder);
    }

    /** The decoder that is expected to understand raw device data. */
    Optional<Decoder> expectedForRawData() {
        return Optional.ofNullable(expected.raw()).flatMap(plugins::decoder);
    }

    /** The same with other expectations. */
    public DecoderChoice expecting(Expected other) {
        return new DecoderChoice(plugins, raw, byIdstr, other);
    }
}
