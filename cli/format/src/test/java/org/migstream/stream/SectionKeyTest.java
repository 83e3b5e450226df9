// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionKeyTest {
    private static final List<String> NAMES = List.of(
            "0000:00:01.0/vfio",
            "0000:00:01.0",
            "00:01.0/vfio",
            "00:01.0",
            "0001:00:01.0",
            "00:01.0:00.0",
            "01.0",
            "vfio",
            "",
            "0000:00:02.0/virtio-net",
            "00:02.0");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0000:00:01.0/vfio       | 0000:00:01.0/vfio,0000:00:01.0,00:01.0/vfio,00:01.0
            0001:00:01.0/vfio       | 0001:00:01.0,00:01.0/vfio,00:01.0
            0000:00:01.0:00.0/vfio  | 00:01.0:00.0
            00:01.0/vfio            | 00:01.0/vfio,00:01.0
            0000:00:02.0/virtio-net | 0000:00:02.0/virtio-net
            vfio                    | vfio
            """)
    void deviceCanBeCalledWithoutDomainAndKind(String idstr, String expected) {
        SectionKey key = new SectionKey(idstr, 0);
        assertEquals(
                Set.of(expected.split(",")),
                Set.copyOf(NAMES.stream().filter(key::canBeCalled).toList()));
    }
}
