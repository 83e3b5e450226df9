// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.VfioRecord.Tag;

/**
 * The records of one section of a VFIO device, for every QEMU since 5.2. The loader's rule (QEMU {@code
 * vfio_load_state}) covers them all:
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
    private Tag openTag;
    private boolean ended;

    VfioSectionParser(Section section, SectionEndDetector ends) {
        this.section = section;
        this.endDetector = ends;
    }

    @Override
    public Element next(ByteSource in) throws IOException {
        if (ended) {
            return null;
        }
        long offset = in.position();
        long word = in.readBe64();
        Tag tag = Tag.of(word)
                .orElseThrow(() -> new MalformedStreamException(
                        "vfio.unknown-tag", offset, "0x%016x is no VFIO migration tag".formatted(word)));
        if (openTag != null && tag != Tag.END_OF_STATE) {
            throw new MalformedStreamException(
                    "vfio.end-of-state", offset, tag + " where END_OF_STATE must follow " + openTag);
        }
        switch (tag) {
            case DEV_DATA_STATE:
                return new VfioRecord.Data(offset, LengthField.read(in, offset, "vfio.data-size", tag));
            case DEV_CONFIG_STATE:
                openTag = tag;
                return new VfioRecord.Config(offset, VfioConfigLayout.find(in, new AfterConfigCheck()));
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

    /** QEMU 5.2 sent the configuration first in END and the data behind it. */
    private boolean isDataAfterConfig() {
        return openTag == Tag.DEV_CONFIG_STATE && section.kind() == Section.Kind.END;
    }

    /** The section's end, or in QEMU 5.2 the data. */
    private final class AfterConfigCheck implements VfioConfigLayout.NextRecordCheck {
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
