// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.VFIO_DATA_SIZE;
import static org.migstream.stream.StreamFindingCodes.VFIO_END_OF_STATE;
import static org.migstream.stream.StreamFindingCodes.VFIO_UNKNOWN_TAG;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Parses the records of one section of a VFIO device, of every QEMU since 5.2. These rules (QEMU {@code vfio_load_state})
 * cover all versions:
 *
 * <pre>
 *   START  DEV_SETUP_STATE END_OF_STATE
 *   PART   DEV_DATA_STATE*  END_OF_STATE | DEV_INIT_DATA_SENT
 *   END    DEV_DATA_STATE*  END_OF_STATE
 *   END    DEV_CONFIG_STATE config END_OF_STATE  DEV_DATA_STATE*  END_OF_STATE      QEMU 5.2
 *   FULL   DEV_CONFIG_STATE config END_OF_STATE | END_OF_STATE | DEV_CONFIG_LOAD_READY
 * </pre>
 */
final class VfioSectionParser implements ElementParser {
    private final Section section;
    private final SectionEndDetector endDetector;
    /** The tag after which END_OF_STATE must follow; null if no tag is open. */
    private @Nullable Tag openTag;

    private boolean ended;

    VfioSectionParser(Section section, SectionEndDetector endDetector) {
        this.section = section;
        this.endDetector = endDetector;
    }

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        long offset = in.position();
        long word = in.readBe64();
        Tag tag = Tag.of(word)
                .orElseThrow(() -> new MalformedStreamException(
                        VFIO_UNKNOWN_TAG, offset, "0x%016x is not a VFIO migration tag".formatted(word)));
        if (openTag != null && tag != Tag.END_OF_STATE) {
            throw new MalformedStreamException(
                    VFIO_END_OF_STATE, offset, "END_OF_STATE must follow " + openTag + ", not " + tag);
        }
        switch (tag) {
            case DEV_DATA_STATE:
                return new VfioRecord.Data(offset, LengthField.read(in, offset, VFIO_DATA_SIZE, tag));
            case DEV_CONFIG_STATE:
                openTag = tag;
                return new VfioRecord.Config(offset, VfioConfigLayoutDetector.detect(in, new AfterConfigCheck()));
            case DEV_SETUP_STATE:
                openTag = tag;
                break;
            case END_OF_STATE:
                ended = !isDataAfterConfig();
                openTag = null;
                break;
            default:
                ended = true;
                break;
        }
        return new VfioRecord.TagOnly(offset, tag);
    }

    /** Returns whether data follow the configuration: QEMU 5.2 sends both in END, the configuration first. */
    private boolean isDataAfterConfig() {
        return openTag == Tag.DEV_CONFIG_STATE && section.kind() == Section.Kind.END;
    }

    /** Checks for the end of the section after a configuration, or for the data that QEMU 5.2 sends there. */
    private final class AfterConfigCheck implements VfioConfigLayoutDetector.NextRecordCheck {
        @Override
        public boolean matches(ByteSource in, int ahead) throws IOException {
            if (!isDataAfterConfig()) {
                return endDetector.canEndAfterRecordsAt(in, ahead, section.sectionId());
            }
            if (in.available(ahead + Long.BYTES) < ahead + Long.BYTES) {
                return false;
            }
            long word = in.peek64(ahead);
            return word == Tag.DEV_DATA_STATE.value() || word == Tag.END_OF_STATE.value();
        }

        @Override
        public boolean matchesForCertain(ByteSource in, int ahead) throws IOException {
            return endDetector.isFooterAt(in, ahead, section.sectionId());
        }
    }
}
