// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_DEVICE;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_SUCH_DEVICE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.migstream.convert.Converter.ReplacedWarning;
import org.migstream.report.LocatedFinding;
import org.migstream.spi.PciId;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/** Replaces the states of some devices, or only their data, by those in other streams. */
final class ReplaceDeviceState implements Transform {
    private final Map<SectionSelector, ReplacementSource> sources;
    private final Consumer<ReplacedWarning> warnings;

    /** @param warnings receives the warnings about the configurations that the sources provide */
    ReplaceDeviceState(Map<SectionSelector, ReplacementSource> sources, Consumer<ReplacedWarning> warnings) {
        this.sources = sources;
        this.warnings = warnings;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        Set<SectionSelector> unmatchedNames = new HashSet<>(sources.keySet());
        Map<SectionKey, Boolean> devices = new LinkedHashMap<>();
        InsertDeviceRecords insert = new InsertDeviceRecords(key -> findReplacement(key, unmatchedNames), true);
        return new TransformingSink(insert.createSink(out)) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Section head && head.isVfio()) {
                    devices.putIfAbsent(head.key(), false);
                }
                if (element instanceof VfioRecord.Config config) {
                    SectionKey key = requireSection().key();
                    devices.put(key, true);
                    byte[] bytes = body.readAllBytes();
                    requireSameDevice(key, DeviceRecords.pciId(config, bytes));
                    out().accept(element, new ByteArrayInputStream(bytes));
                } else {
                    out().accept(element, body);
                }
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
                                            : "; it has "
                                                    + devices.keySet().stream()
                                                            .map(SectionKey::idstr)
                                                            .distinct()
                                                            .collect(Collectors.joining(", "))));
                }
                for (Map.Entry<SectionKey, Boolean> device : devices.entrySet()) {
                    finishDevice(device.getKey(), device.getValue());
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

    private void requireSameDevice(SectionKey key, Optional<PciId> kept) throws ConversionException {
        for (Map.Entry<SectionSelector, ReplacementSource> source : sources.entrySet()) {
            if (source.getKey().matches(key)) {
                source.getValue().requireSameDevice(key.idstr(), kept);
            }
        }
    }

    private void finishDevice(SectionKey key, boolean hasConfig) throws ConversionException {
        for (Map.Entry<SectionSelector, ReplacementSource> source : sources.entrySet()) {
            if (source.getKey().matches(key)) {
                if (source.getValue().keepsConfiguration() && !hasConfig) {
                    throw ConversionException.invalidRequest(
                            CONVERT_NO_SUCH_DEVICE,
                            "the stream has no configuration of " + key.label() + " to keep: it went over multifd"
                                    + " channels; add them (--channel), or use --replace");
                }
                for (LocatedFinding warning : source.getValue().warnings(key.idstr())) {
                    warnings.accept(new ReplacedWarning(source.getValue().inputName(), warning, key));
                }
            }
        }
    }
}
