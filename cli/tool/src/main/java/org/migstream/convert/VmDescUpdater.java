// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_TOO_MANY_SECTIONS;
import static org.migstream.report.InspectionFindingCodes.VMDESC_MALFORMED;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmDescriptionEditor;

/**
 * Updates the vmdescription at the end to match the changed stream. It observes the stream before and after all
 * changes, so that the changes need no code for the vmdescription.
 */
final class VmDescUpdater {
    /** Maximum number of FULL sections; a machine has a few hundred. */
    private static final int MAX_SECTIONS = 1 << 14;

    private final byte @Nullable [] extension;

    /** @param extension replaces the data that migstream added to the vmdescription; null to keep it */
    VmDescUpdater(byte @Nullable [] extension) {
        this.extension = extension;
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
                    }
                    out().accept(element, body);
                }
            };
        };
    }

    private final class UpdatingSink extends TransformingSink implements VmDescriptionEditor.Changes {
        private final Map<SectionKey, Queue<Long>> payloadLengths = new HashMap<>();
        private @Nullable Configuration originalConfiguration;
        private @Nullable Configuration configuration;
        private int sectionCount;
        private long payloadLength;

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
            } else if (element instanceof SectionFooter) {
                addPayloadLength(requireSection());
            } else if (section() != null) {
                payloadLength =
                        element instanceof Section ? 0 : payloadLength + element.headLength() + element.bodyLength();
            }
            out().accept(element, body);
        }

        private void addPayloadLength(Section done) throws IOException {
            if (done.kind() != Section.Kind.FULL) {
                return;
            }
            payloadLengths
                    .computeIfAbsent(done.key(), key -> new ArrayDeque<>(1))
                    .add(payloadLength);
            if (++sectionCount > MAX_SECTIONS) {
                throw new LimitExceededException(
                        CONVERT_TOO_MANY_SECTIONS, done.offset(), "more than " + MAX_SECTIONS + " FULL sections");
            }
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
            Queue<Long> lengths = payloadLengths.get(section.key());
            return lengths == null || lengths.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lengths.remove());
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
