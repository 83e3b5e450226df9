// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.migstream.stream.Element;
import org.migstream.stream.SectionKey;

/** Puts the states of other streams' devices in place of some. */
final class ReplaceDeviceState implements Transform {
    private final Map<SectionSelector, ReplacementSource> sources;

    ReplaceDeviceState(Map<SectionSelector, ReplacementSource> donors) {
        this.sources = donors;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        Set<SectionSelector> unmet = new HashSet<>(sources.keySet());
        InsertDeviceRecords put = new InsertDeviceRecords(key -> findReplacement(key, unmet), true);
        return new TransformingSink(put.createSink(out)) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                out().accept(element, body);
            }

            @Override
            public void finish() throws IOException {
                Optional<SectionSelector> unmatched = unmet.stream().findFirst();
                if (unmatched.isPresent()) {
                    throw ConversionException.invalidRequest(
                            "vfio.no-such-device",
                            "the stream has no VFIO device \"" + unmatched.get().text()
                                    + "\" whose state could be replaced");
                }
                super.finish();
            }
        };
    }

    private Optional<DeviceRecords> findReplacement(SectionKey key, Set<SectionSelector> unmet)
            throws ConversionException {
        for (Map.Entry<SectionSelector, ReplacementSource> donor : sources.entrySet()) {
            if (donor.getKey().matches(key)) {
                unmet.remove(donor.getKey());
                return Optional.of(donor.getValue().deviceRecords(key.idstr()));
            }
        }
        return Optional.empty();
    }
}
