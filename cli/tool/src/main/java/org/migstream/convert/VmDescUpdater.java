// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.InspectionFindingCodes.VMDESC_MALFORMED;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmDescriptionEditor;

/**
 * Updates the vmdescription at the end to match the changed stream. It observes the stream before and after all
 * changes, so that the changes need no code for the vmdescription. Where the vmdescription and the original stream
 * contradict each other, the changed ones do, too: the contradiction shows that the stream is damaged.
 */
final class VmDescUpdater {
    private final byte @Nullable [] extension;
    private final Predicate<SectionKey> unwanted;

    /**
     * @param extension replaces the data that migstream added to the vmdescription; null to keep it
     * @param unwanted the sections that the changes remove by name; the vmdescription loses their entries even if the
     *     original stream lacks the sections
     */
    VmDescUpdater(byte @Nullable [] extension, Predicate<SectionKey> unwanted) {
        this.extension = extension;
        this.unwanted = unwanted;
    }

    /** Returns a transform that makes the changes and then updates the vmdescription. */
    Transform wrap(Transform changes) {
        return out -> {
            UpdatingSink after = new UpdatingSink(out);
            return new TransformingSink(changes.createSink(after)) {
                @Override
                void transform(Element element, InputStream body) throws IOException {
                    if (element instanceof Configuration configuration) {
                        after.originalConfiguration = configuration;
                    } else if (section() != null) {
                        after.originalLengths.add(element, requireSection());
                    }
                    out().accept(element, body);
                }
            };
        };
    }

    private final class UpdatingSink extends TransformingSink implements VmDescriptionEditor.Changes {
        private final PayloadLengths originalLengths = new PayloadLengths();
        private final PayloadLengths changedLengths = new PayloadLengths();
        private @Nullable Configuration originalConfiguration;
        private @Nullable Configuration configuration;

        UpdatingSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof VmDesc description) {
                writeUpdated(description, body);
                return;
            }
            if (element instanceof Configuration changed) {
                configuration = changed;
            } else if (section() != null) {
                changedLengths.add(element, requireSection());
            }
            out().accept(element, body);
        }

        private void writeUpdated(VmDesc description, InputStream body) throws IOException {
            try (SpillBuffer old = new SpillBuffer();
                    SpillBuffer changed = new SpillBuffer()) {
                body.transferTo(old);
                VmDescriptionEditor.edit(old, this, changed);
                out().accept(
                                new VmDesc(description.offset(), changed.length()),
                                changed.openRange(0, changed.length()));
            } catch (VmDescriptionException e) {
                throw new MalformedStreamException(
                        VMDESC_MALFORMED,
                        description.bodyOffset() + e.offset(),
                        "the vmdescription is malformed and cannot be updated: " + e.getMessage());
            }
        }

        @Override
        public OptionalLong newPayloadLength(DescribedSection section) {
            OptionalLong original = originalLengths.next(section.key());
            OptionalLong changed = changedLengths.next(section.key());
            if (changed.isPresent()) {
                long difference = changed.getAsLong() - original.orElse(section.payloadLength());
                return OptionalLong.of(Math.max(0, section.payloadLength() + difference));
            }
            boolean removed = original.isPresent()
                    || unwanted.test(section.key())
                    || originalLengths.hasStarted(section.key()) && !changedLengths.hasStarted(section.key());
            return removed ? OptionalLong.empty() : OptionalLong.of(section.payloadLength());
        }

        @Override
        public Optional<Configuration> newConfiguration() {
            return Optional.ofNullable(configuration).filter(changed -> !changed.equals(originalConfiguration));
        }

        @Override
        public Optional<byte[]> newExtension() {
            return Optional.ofNullable(extension);
        }
    }
}
