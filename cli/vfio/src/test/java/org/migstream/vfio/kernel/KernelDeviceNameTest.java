// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses the names of kernel devices. */
class KernelDeviceNameTest {
    private static final String TOKEN = "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001";

    @ParameterizedTest
    @CsvSource({
        "0000:3b:00.1, 0000:3b:00.1",
        "3b:00.1, 0000:3b:00.1",
        "10000:E1:00.0, 10000:e1:00.0",
        "83B8F4F2-509F-382F-3C1E-E6BFE0FA1001, 83b8f4f2-509f-382f-3c1e-e6bfe0fa1001",
        "/dev/vfio/devices/vfio3, /dev/vfio/devices/vfio3",
        "/dev/vfio/devices/noiommu-vfio3, /dev/vfio/devices/noiommu-vfio3"
    })
    void device_isParsed(String text, String device) {
        KernelDeviceName name = KernelDeviceName.parse(text);
        assertEquals(device, name.device());
        assertNull(name.token());
        assertNull(name.pid());
        assertEquals(
                device.startsWith("/") ? Optional.of(device.substring(device.lastIndexOf('/') + 1)) : Optional.empty(),
                name.cdevName());
    }

    @Test
    void tokenAndPid_areParsed() {
        assertEquals(
                new KernelDeviceName("0000:3b:00.1", UUID.fromString(TOKEN), 4711),
                KernelDeviceName.parse("0000:3b:00.1,vf-token=" + TOKEN + "@pid=4711"));
        assertEquals(
                new KernelDeviceName("0000:3b:00.1", UUID.fromString(TOKEN), null),
                KernelDeviceName.parse("0000:3b:00.1,vf_token=" + TOKEN));
        assertEquals(new KernelDeviceName("0000:3b:00.1", null, 1), KernelDeviceName.parse("0000:3b:00.1@pid=1"));
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
                "/dev/vfio/devices/noiommu-",
                "/dev/vfio/devices/noiommu-noiommu-vfio0",
                "/dev/vfio/noiommu-4",
                "vfio3",
                "0000:3b:00.1@pid=",
                "0000:3b:00.1@pid=-1",
                "0000:3b:00.1@pid=1234567890",
                "0000:3b:00.1@pid=1@pid=2",
                "0000:3b:00.1,vf-token=1",
                "0000:3b:00.1,token=" + TOKEN,
                "0000:3b:00.1@pid=1,vf-token=" + TOKEN
            })
    void invalidName_isRejected(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> KernelDeviceName.parse(text))
                .getMessage();
        assertTrue(message.contains("'"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd:", "fd:x", "fd:-1", "fd:2", "fd:99999999999", "sim:mtty@file", "0000:3b:00.1"})
    void nonKernelDevice_isRejected(String name) {
        assertThrows(IllegalArgumentException.class, () -> KernelDeviceOpener.open(name, List::of));
    }
}
