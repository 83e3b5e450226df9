// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.VFIO_NO_SUCH_DEVICE;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** Replaces the states of some devices by the states in other streams. */
final class ReplaceDeviceState implements Transform {
    private final Map<SectionSelector, ReplacementSource> sources;

    ReplaceDeviceState(Map<SectionSelector, ReplacementSource> sources) {
        this.sources = sources;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        Set<SectionSelector> unmatchedNames = new HashSet<>(sources.keySet());
        Set<String> devices = new LinkedHashSet<>();
        InsertDeviceRecords insert = new InsertDeviceRecords(key -> findReplacement(key, unmatchedNames), true);
        return new TransformingSink(insert.createSink(out)) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Section head && head.isVfio()) {
                    devices.add(head.key().idstr());
                }
                out().accept(element, body);
            }

            @Override
            public void finish() throws IOException {
                Optional<SectionSelector> unmatched = unmatchedNames.stream().findFirst();
                if (unmatched.isPresent()) {
                    throw ConversionException.noSuchDevice(
                            VFIO_NO_SUCH_DEVICE,
                            "the stream has no VFIO device \"" + unmatched.get().text() + "\" to replace"
                                    + (devices.isEmpty()
                                            ? " and no other VFIO device"
                                            : "; it has " + String.join(", ", devices)));
                }
                super.finish();
            }
        };
    }

    private Optional<DeviceRecords> findReplacement(SectionKey key, Set<SectionSelector> unmatchedNames)
            throws ConversionException {
        for (Map.Entry<SectionSelector, ReplacementSource> source : sources.entrySet()) {
            if (source.getKey().matches(key)) {
                unmatchedNames.remove(source.getKey());
                return Optional.of(source.getValue().deviceRecords(key.idstr()));
            }
        }
        return Optional.empty();
    }
}
