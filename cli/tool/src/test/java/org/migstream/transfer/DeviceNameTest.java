// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {
    @ParameterizedTest
    @CsvSource({
        "0000:00:01.0/vfio=fd:3, 0000:00:01.0/vfio, fd:3",
        "a=b/vfio=fd:3, a=b/vfio, fd:3",
        "a=b=c/vfio=sim:v1@a=b, a=b=c/vfio, sim:v1@a=b",
        "vfio=vfio:0000:3b:00.1, vfio, vfio:0000:3b:00.1",
    })
    void idstrWithEqualsSign_isParsed(String text, String idstr, String device) {
        DeviceName name = new DeviceName(idstr, device);
        assertEquals(Optional.of(name), DeviceName.parseNamed(text));
        assertEquals(name, DeviceName.parse(text, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "fd:3, 1, 0000:00:01.0/vfio",
        "sim:v1@a=b, 31, 0000:00:1f.0/vfio",
        "vfio:0000:3b:00.1, 1, 0000:00:01.0/vfio",
        "vfio:0000:3b:00.1@pid=7, 2, 0000:00:02.0/vfio",
    })
    void missingIdstr_isDerivedFromSlotOrAddress(String text, int number, String idstr) {
        assertEquals(new DeviceName(idstr, text), DeviceName.parse(text, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=b", "a/vfio=b", "a=fd:3", "a/vfio=b=c", "/x/vfi\u00f6=fd:3"})
    void invalidName_isRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> DeviceName.parse(text, 1));
    }

    @Test
    void invalidIdstr_isAnsweredWithExampleOfSlot() {
        IllegalArgumentException rejected =
                assertThrows(IllegalArgumentException.class, () -> DeviceName.parse("a=vfio:0000:07:01.0", 1));
        assertEquals(
                "'a' is not the idstr of a VFIO device; write its slot in the guest, such as"
                        + " 0000:00:01.0/vfio=vfio:0000:07:01.0",
                rejected.getMessage());
    }

    @Test
    void tooManyDevices_areRejected() {
        assertThrows(IllegalArgumentException.class, () -> DeviceName.parse("fd:3", 32));
    }
}
