// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import org.migstream.spi.Comparison;
import org.migstream.spi.Compatibility;
import org.migstream.spi.CompatibilityRule;

/** Compares the number of ports. The kernel compares no other property of the devices (mtty_resume_write()). */
final class MttyRule implements CompatibilityRule {
    @Override
    public String decoderName() {
        return MttyDecoder.NAME;
    }

    @Override
    public void check(Comparison comparison) {
        comparison.requireEqual(MttyDecoder.NR_PORTS, "NR_PORTS_MISMATCH", "number of serial ports");
        if (comparison.verdict() == Compatibility.COMPATIBLE) {
            comparison.note(
                    "OK",
                    "state and target have the same number of ports",
                    comparison.saved().facts().text(MttyDecoder.NR_PORTS),
                    comparison.target().facts().text(MttyDecoder.NR_PORTS));
        }
    }
}
