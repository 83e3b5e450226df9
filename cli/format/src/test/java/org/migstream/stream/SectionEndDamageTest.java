// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages bytes at the end of each section of a real stream, except the last section, and at the start of the next
 * section. The damage must be found there, although the search for the end uses these bytes.
 */
class SectionEndDamageTest {
    private static final String CAPTURE = "q35-two-uarts.qevm";
    /** The last section is left out, because no section follows it. */
    private static final int LAST_SECTIONS = 1;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void damagedFooter_isReportedAtItsOffset(int position) throws IOException {
        byte[] whole = Captures.bytes(CAPTURE);
        List<SectionFooter> footers = ReadResult.of(whole).elements().stream()
                .filter(SectionFooter.class::isInstance)
                .map(SectionFooter.class::cast)
                .toList();
        for (SectionFooter footer : footers.subList(1, footers.size() - LAST_SECTIONS)) {
            int offset = (int) footer.offset() + position;
            ReadResult damaged = readDamaged(whole, offset, 0x81);
            assertEquals("stream.missing-footer", damaged.code(), "damage at " + offset);
            assertEquals(footer.offset(), damaged.offset(), "damage at " + offset);
        }
    }

    /** Damages the type byte, the length of the name, or the name. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6})
    void damagedFullSectionHead_isReportedNearby(int position) throws IOException {
        byte[] whole = Captures.bytes(CAPTURE);
        List<Section> heads = ReadResult.of(whole).elements().stream()
                .filter(element -> element instanceof Section head && head.kind() == Section.Kind.FULL)
                .map(Section.class::cast)
                .toList();
        for (Section head : heads) {
            int offset = (int) head.offset() + position;
            ReadResult damaged = readDamaged(whole, offset, position == 6 ? 0x80 : 0x60);
            long distance = damaged.offset() - head.offset();
            assertTrue(
                    distance >= 0 && distance <= 300,
                    "damage at " + offset + " found at " + damaged.offset() + " " + damaged.code());
        }
    }

    /** Damages the END_OF_STATE after a configuration, and the bytes after it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7, 8, 9, 12, 13, 18, 19})
    void damageAfterVfioConfig_isReportedNearby(int position) throws IOException {
        byte[] whole = Captures.bytes(CAPTURE);
        VfioRecord.Config config = ReadResult.of(whole).elements().stream()
                .filter(VfioRecord.Config.class::isInstance)
                .map(VfioRecord.Config.class::cast)
                .findFirst()
                .orElseThrow();
        ReadResult damaged = readDamaged(whole, (int) config.end() + position, 0x81);
        assertTrue(damaged.elements().contains(config), damaged.code());
        long distance = damaged.offset() - config.end();
        assertTrue(distance >= 0 && distance <= 40, damaged.code() + " at " + damaged.offset());
    }

    private static ReadResult readDamaged(byte[] whole, int offset, int change) throws IOException {
        byte[] damaged = whole.clone();
        damaged[offset] ^= (byte) change;
        return ReadResult.of(damaged);
    }
}
