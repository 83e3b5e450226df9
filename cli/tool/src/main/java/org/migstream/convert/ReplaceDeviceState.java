// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_DEVICE;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_SUCH_DEVICE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.migstream.convert.Converter.ReplacedWarning;
import org.migstream.report.LocatedFinding;
import org.migstream.spi.PciId;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/** Replaces the states of some devices, or only their data, by those in other streams. */
final class ReplaceDeviceState implements Transform {
    private final Map<String, ReplacementSource> sources;
    private final Consumer<ReplacedWarning> warnings;

    /**
     * @param sources the streams with the new states, by the names that the user gave to the devices
     * @param warnings receives the warnings about the configurations that the sources provide
     */
    ReplaceDeviceState(Map<String, ReplacementSource> sources, Consumer<ReplacedWarning> warnings) {
        this.sources = sources;
        this.warnings = warnings;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        NamedSources named = new NamedSources();
        InsertDeviceRecords insert = new InsertDeviceRecords(named::findRecords, true);
        return new TransformingSink(insert.createSink(out)) {
            @Override
            void transform(Element element, InputStream body) throws IOException {
                if (element instanceof Section head && head.isVfio()) {
                    named.addDevice(head.key());
                }
                if (element instanceof VfioRecord.Config config) {
                    byte[] bytes = body.readAllBytes();
                    named.addConfig(requireSection().key(), DeviceRecords.pciId(config, bytes));
                    out().accept(element, new ByteArrayInputStream(bytes));
                } else {
                    out().accept(element, body);
                }
            }

            @Override
            public void finish() throws IOException {
                named.finish();
                super.finish();
            }
        };
    }

    /** The sources for the devices of one stream. QEMU announces all devices before it sends the data of the first. */
    private final class NamedSources {
        private final Map<String, DeviceLookup> lookups = new LinkedHashMap<>();
        private final Map<SectionKey, Boolean> devices = new LinkedHashMap<>();
        private final Set<SectionKey> replaced = new HashSet<>();

        NamedSources() {
            sources.keySet().forEach(name -> lookups.put(name, new DeviceLookup(name)));
        }

        void addDevice(SectionKey device) {
            if (devices.putIfAbsent(device, false) == null) {
                lookups.values().forEach(lookup -> lookup.add(device));
            }
        }

        void addConfig(SectionKey device, Optional<PciId> kept) throws ConversionException {
            devices.put(device, true);
            for (ReplacementSource source : sourcesFor(device)) {
                source.requireSameDevice(device.idstr(), kept);
            }
        }

        private List<ReplacementSource> sourcesFor(SectionKey device) {
            return sources.entrySet().stream()
                    .filter(source ->
                            Objects.requireNonNull(lookups.get(source.getKey())).finds(device))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        Optional<DeviceRecords> findRecords(SectionKey device) throws ConversionException {
            List<ReplacementSource> found = sourcesFor(device);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            replaced.add(device);
            return Optional.of(found.get(0).deviceRecords(device.idstr()));
        }

        void finish() throws ConversionException {
            for (DeviceLookup lookup : lookups.values()) {
                Optional<String> problem = lookup.problem();
                if (problem.isPresent()) {
                    throw ConversionException.noSuchDevice(VFIO_NO_SUCH_DEVICE, problem.get());
                }
            }
            for (Map.Entry<SectionKey, Boolean> device : devices.entrySet()) {
                finishDevice(device.getKey(), device.getValue());
            }
        }

        private void finishDevice(SectionKey key, boolean hasConfig) throws ConversionException {
            List<ReplacementSource> found = sourcesFor(key);
            if (found.size() > 1) {
                throw ConversionException.noSuchDevice(
                        VFIO_NO_SUCH_DEVICE, key.label() + " is in two --replace or --replace-data options");
            }
            if (found.isEmpty() && replaced.contains(key)) {
                // Another device with this name has appeared after the data.
                throw ConversionException.unsupported(
                        VFIO_NO_SUCH_DEVICE, "the stream announces a device after the data of " + key.label());
            }
            for (ReplacementSource source : found) {
                if (source.keepsConfiguration() && !hasConfig) {
                    throw ConversionException.invalidRequest(
                            CONVERT_NO_SUCH_DEVICE,
                            "the stream has no configuration of " + key.label() + " to keep: it went over multifd"
                                    + " channels; add them (--channel), or use --replace");
                }
                for (LocatedFinding warning : source.warnings(key.idstr())) {
                    warnings.accept(new ReplacedWarning(source.inputName(), warning, key));
                }
            }
        }
    }
}
