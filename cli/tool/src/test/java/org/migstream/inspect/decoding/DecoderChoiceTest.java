// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.migstream.inspect.decoding.DecoderChoice.ExpectedDecoders;
import org.migstream.plugin.MatchResult;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.spi.Match;
import org.migstream.stream.SectionKey;

/** A weak match decides only where nothing else is known about the device. */
class DecoderChoiceTest {
    private static final SectionKey DEVICE = new SectionKey("0000:00:01.0/vfio", 0);

    private final Plugins plugins = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);

    private Optional<String> chosen(Match match, ExpectedDecoders expected) {
        DecoderChoice choice = new DecoderChoice(plugins, null, Map.of()).withExpected(expected);
        MatchResult result = new MatchResult(plugins.decoder("virtio").stream().toList(), match, List.of());
        return choice.chooseDecoder(DEVICE, result).map(PluginDecoder::name);
    }

    @Test
    void withoutExpectation_weakMatchIsTaken() {
        assertEquals(Optional.of("virtio"), chosen(Match.POSSIBLE, ExpectedDecoders.NONE));
    }

    @Test
    void expectedDecoder_isStrongerThanWeakMatch() {
        ExpectedDecoders expected = new ExpectedDecoders(null, Map.of(), "mlx5");
        assertEquals(Optional.of("mlx5"), chosen(Match.POSSIBLE, expected));
        assertEquals(Optional.of("virtio"), chosen(Match.LIKELY, expected));
    }

    @Test
    void driverWithoutPlugin_isNotReplacedByWeakMatch() {
        ExpectedDecoders expected = new ExpectedDecoders(null, Map.of(DEVICE.idstr(), "nvgrace-gpu"), null);
        assertEquals(Optional.empty(), chosen(Match.POSSIBLE, expected));
        assertEquals(Optional.of("virtio"), chosen(Match.LIKELY, expected));
    }
}
