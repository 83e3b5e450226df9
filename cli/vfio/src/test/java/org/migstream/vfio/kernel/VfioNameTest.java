// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of devices. */
class VfioNameTest {
    private static final String TOKEN = "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001";

    @ParameterizedTest
    @CsvSource({
        "0000:3b:00.1, 0000:3b:00.1",
        "3b:00.1, 0000:3b:00.1",
        "10000:E1:00.0, 10000:e1:00.0",
        "83B8F4F2-509F-382F-3C1E-E6BFE0FA1001, 83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
        "/dev/vfio/devices/vfio3, /dev/vfio/devices/vfio3"
    })
    void devices(String text, String device) {
        VfioName name = VfioName.of(text);
        assertEquals(device, name.device());
        assertNull(name.token());
        assertNull(name.process());
        assertEquals(device.startsWith("/") ? "vfio3" : null, name.cdev());
    }

    @Test
    void tokenAndProcess() {
        assertEquals(
                new VfioName("0000:3b:00.1", UUID.fromString(TOKEN), 4711),
                VfioName.of("0000:3b:00.1,vf-token=" + TOKEN + "@pid=4711"));
        assertEquals(
                new VfioName("0000:3b:00.1", UUID.fromString(TOKEN), null),
                VfioName.of("0000:3b:00.1,vf_token=" + TOKEN));
        assertEquals(new VfioName("0000:3b:00.1", null, 1), VfioName.of("0000:3b:00.1@pid=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000:3b:00.8",
                "0000:3b:20.0",
                "3b:00",
                "/dev/vfio/25",
                "/dev/vfio/devices/../../sda",
                "vfio3",
                "0000:3b:00.1@pid=",
                "0000:3b:00.1@pid=-1",
                "0000:3b:00.1@pid=1234567890",
                "0000:3b:00.1@pid=1@pid=2",
                "0000:3b:00.1,vf-token=1",
                "0000:3b:00.1,token=" + TOKEN,
                "0000:3b:00.1@pid=1,vf-token=" + TOKEN
            })
    void whatNamesNone(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> VfioName.of(text))
                .getMessage();
        assertTrue(message.contains("'"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd:", "fd:x", "fd:-1", "fd:2", "fd:99999999999", "sim:mtty@file", "0000:3b:00.1"})
    void whatIsNoDeviceOfTheKernel(String name) {
        assertThrows(IllegalArgumentException.class, () -> Devices.open(name));
    }
}
