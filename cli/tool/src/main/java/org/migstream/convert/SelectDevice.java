// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CHANNELS_NEEDED;
import static org.migstream.report.InspectionFindingCodes.VFIO_NO_SUCH_DEVICE;
import static org.migstream.report.InspectionFindingCodes.VFIO_SEVERAL_DEVICES;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.DeviceLookup;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/**
 * Removes everything except one VFIO device. The name is optional if the stream has only one VFIO device. A stream has
 * the START sections of all devices before any other data of a device. Elements are held back until then, because the
 * devices are not known before.
 */
final class SelectDevice implements Transform {
    private final @Nullable String name;

    /** @param name the name of the device; null to select the only VFIO device of the stream */
    SelectDevice(@Nullable String name) {
        this.name = name;
    }

    /**
     * Returns a transform that rejects a stream without the configuration of the device.
     *
     * @param isRequired returns, at the end of the stream, whether the configuration must be there
     */
    static Transform requireConfig(BooleanSupplier isRequired) {
        return out -> new TransformingSink(out) {
            private boolean configured;

            @Override
            void transform(Element element, InputStream body) throws IOException {
                configured |= element instanceof VfioRecord.Config;
                out().accept(element, body);
            }

            @Override
            public void finish() throws IOException {
                if (!configured && isRequired.getAsBoolean()) {
                    throw ConversionException.invalidRequest(
                            MULTIFD_CHANNELS_NEEDED,
                            "the stream has only a part of the device: its state went over multifd channels; pass their"
                                    + " recordings with --channel");
                }
                super.finish();
            }
        };
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new SelectingSink(out);
    }

    /** An element without a body, and the section that it is in; null outside of sections. */
    private record HeldElement(@Nullable SectionKey owner, Element element) {}

    private final class SelectingSink extends TransformingSink {
        private final Set<SectionKey> devices = new LinkedHashSet<>();
        /** Held elements, which have no bodies; null after the device is selected. */
        private @Nullable List<HeldElement> bufferedElements = new ArrayList<>();

        private @Nullable SectionKey selected;

        SelectingSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof Section head) {
                addDevice(head);
            }
            SectionKey owner = section() == null ? null : requireSection().key();
            if (owner == null && (element instanceof Command || element instanceof OpaqueBytes)) {
                return;
            }
            if (bufferedElements != null && element.bodyLength() > 0 && (owner == null || mayBeSelected(owner))) {
                selectDevice();
            }
            if (bufferedElements == null) {
                if (owner == null || owner.equals(selected)) {
                    out().accept(element, body);
                }
            } else if (owner == null || mayBeSelected(owner)) {
                // The result has no guest memory, so it has no mapped-ram either.
                bufferedElements.add(new HeldElement(
                        owner, element instanceof Configuration saved ? MappedRamFormat.removeFrom(saved) : element));
            }
        }

        /** Returns whether a section can be the selected device, as far as the devices are known. */
        private boolean mayBeSelected(SectionKey owner) {
            return name == null
                    ? owner.equals(devices.stream().findFirst().orElse(null))
                    : owner.isVfio() && (owner.isNamed(name) || owner.canBeCalled(name));
        }

        private void addDevice(Section head) throws IOException {
            if (head.isVfio()) {
                devices.add(head.key());
            }
            if (head.kind() != Section.Kind.START && (head.isVfio() || head.kind() != Section.Kind.FULL)) {
                selectDevice();
            }
        }

        private void selectDevice() throws IOException {
            if (bufferedElements == null) {
                return;
            }
            if (name == null && devices.size() > 1) {
                throw ConversionException.invalidRequest(
                        VFIO_SEVERAL_DEVICES,
                        "the stream has " + devices.size() + " VFIO devices: choose one with --device: "
                                + deviceNames());
            }
            if (name == null && devices.isEmpty()) {
                throw ConversionException.invalidRequest(VFIO_NO_SUCH_DEVICE, "the stream has no VFIO device");
            }
            selected = (name == null ? devices : findNamed(name)).iterator().next();
            for (HeldElement held : bufferedElements) {
                if (held.owner == null || held.owner.equals(selected)) {
                    out().accept(held.element);
                }
            }
            bufferedElements = null;
        }

        private Set<SectionKey> findNamed(String wanted) throws ConversionException {
            DeviceLookup lookup = DeviceLookup.of(wanted, devices);
            Optional<String> problem = lookup.problem();
            if (problem.isPresent()) {
                throw ConversionException.noSuchDevice(VFIO_NO_SUCH_DEVICE, problem.get());
            }
            return lookup.found();
        }

        private String deviceNames() {
            return devices.stream().map(SectionKey::idstr).collect(Collectors.joining(", "));
        }

        @Override
        public void finish() throws IOException {
            selectDevice();
            super.finish();
        }
    }
}
