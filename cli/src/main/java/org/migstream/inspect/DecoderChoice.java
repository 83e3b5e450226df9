// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.util.Map;
import org.migstream.plugin.Plugins;

/**
 * Who decodes the states of devices.
 *
 * @param plugins those that are there; the surest of their decoders gets a state
 * @param raw the decoder for raw device data, by name; null to find it by the bytes
 * @param byIdstr the decoders that the user has chosen, by name, for devices of these idstrs
 */
public record DecoderChoice(Plugins plugins, String raw, Map<String, String> byIdstr) {
    /** A copy that nobody can change. */
    public DecoderChoice {
        byIdstr = Map.copyOf(byIdstr);
    }
}
