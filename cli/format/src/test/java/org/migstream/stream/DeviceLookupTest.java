// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which device a name means. */
class DeviceLookupTest {
    private static final SectionKey FIRST = new SectionKey("0000:00:01.0/vfio", 0);
    private static final SectionKey SECOND_INSTANCE = new SectionKey("0000:00:01.0/vfio", 1);
    private static final SectionKey OTHER_DOMAIN = new SectionKey("0001:00:01.0/vfio", 0);
    private static final SectionKey RAM = new SectionKey("ram", 0);

    @ParameterizedTest
    @ValueSource(strings = {"0000:00:01.0/vfio", "0000:00:01.0", "00:01.0/vfio", "00:01.0"})
    void onlyDevice_hasShortNames(String name) {
        DeviceLookup lookup = DeviceLookup.of(name, List.of(RAM, FIRST));
        assertEquals(Set.of(FIRST), lookup.found());
        assertEquals(Optional.empty(), lookup.problem());
        assertTrue(lookup.finds(FIRST));
        assertFalse(lookup.finds(RAM));
    }

    @Test
    void nameOfSeveralIdstrs_findsNone() {
        DeviceLookup lookup = DeviceLookup.of("00:01.0", List.of(FIRST, OTHER_DOMAIN));
        assertEquals(Set.of(), lookup.found());
        assertEquals(
                Optional.of(
                        "\"00:01.0\" can be several VFIO devices; give one of 0000:00:01.0/vfio, 0001:00:01.0/vfio"),
                lookup.problem());
        assertEquals(
                Set.of(OTHER_DOMAIN),
                DeviceLookup.of("0001:00:01.0", List.of(FIRST, OTHER_DOMAIN)).found());
    }

    @Test
    void idstr_isNoShortNameOfAnotherDevice() {
        SectionKey confusing = new SectionKey("0000:00:01.0/vfio/vfio", 0);
        assertEquals(
                Set.of(FIRST),
                DeviceLookup.of(FIRST.idstr(), List.of(confusing, FIRST)).found());
        assertEquals(
                Set.of(RAM),
                DeviceLookup.of("ram", List.of(RAM, new SectionKey("ram/vfio", 0)))
                        .found());
    }

    @Test
    void idstr_meansAllItsInstances() {
        List<SectionKey> keys = List.of(FIRST, SECOND_INSTANCE);
        assertEquals(Set.copyOf(keys), DeviceLookup.of("00:01.0", keys).found());
        assertEquals(
                Set.of(SECOND_INSTANCE),
                DeviceLookup.of("0000:00:01.0/vfio/1", keys).found());
    }

    @Test
    void missingDevice_isReportedWithTheOthers() {
        assertEquals(
                Optional.of("the stream has no VFIO device \"00:02.0\"; it has 0000:00:01.0/vfio"),
                DeviceLookup.of("00:02.0", List.of(RAM, FIRST)).problem());
        assertEquals(
                Optional.of("the stream has no VFIO device \"00:02.0\" and no other VFIO device"),
                DeviceLookup.of("00:02.0", List.of(RAM)).problem());
    }
}
