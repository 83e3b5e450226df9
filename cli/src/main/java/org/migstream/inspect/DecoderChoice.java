// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.util.Map;
import java.util.Optional;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.Plugins;
import org.migstream.stream.SectionKey;

/**
 * Who decodes the states of devices.
 *
 * @param plugins those that are there; the surest of their decoders gets a state
 * @param raw the decoder for raw device data, by name; null to find it by the bytes
 * @param rawOtherwise the decoder for raw device data of which the bytes hardly tell, by name; null if nobody knows better
 * @param byIdstr the decoders that the user has chosen, by name, for devices of these idstrs
 */
public record DecoderChoice(Plugins plugins, String raw, String rawOtherwise, Map<String, String> byIdstr) {
    /** A copy that nobody can change. */
    public DecoderChoice {
        byIdstr = Map.copyOf(byIdstr);
    }

    /** Nobody knows better than the bytes whose raw data are. */
    public DecoderChoice(Plugins plugins, String raw, Map<String, String> byIdstr) {
        this(plugins, raw, null, byIdstr);
    }

    /** The decoder that the user has chosen for a device; empty if it is to be found. */
    Optional<Decoder> chosen(SectionKey device) {
        return Optional.ofNullable(byIdstr.get(device.idstr())).flatMap(plugins::decoder);
    }

    /** The same, when the decoder that raw data should be for is known from elsewhere; null if it is not. */
    public DecoderChoice otherwise(String name) {
        return new DecoderChoice(plugins, raw, name, byIdstr);
    }
}
