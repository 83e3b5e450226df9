// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.spi.Match;
import org.migstream.spi.Severity;

/**
 * The decoder for an input that may be raw device data.
 *
 * @param decoder the decoder
 * @param isRecognised whether the input is device data for sure: the user or the target named the decoder, or the first
 *     bytes match at least with {@link Match#LIKELY}. Without an identity, a weaker match also fits many other files.
 */
public record RawDataDecoder(PluginDecoder decoder, boolean isRecognised) {
    /**
     * Returns whether the input is device data. After a weak match, all of it must decode without an error: then its
     * records lead exactly to its end.
     */
    public boolean accepts(DecodedState state) {
        return isRecognised
                || state.failure().isEmpty() && state.worstSeverity() != Severity.ERROR && !state.isIncomplete();
    }
}
