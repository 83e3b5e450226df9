// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.Errno;
import org.migstream.vfio.host.FakeHostFiles;
import org.migstream.vfio.host.HostDevice;

/** The cases of vfio_pci_validate_vf_token. */
class VfTokenMessagesTest {
    private static final String PF = "0000:01:00.0";
    private static final String VF = "0000:01:10.0";
    private static final UUID TOKEN = UUID.fromString("bd8d9d2b-5a5f-4f5a-a211-f591514ba1f3");

    @TempDir
    private Path root;

    private FakeHostFiles files;

    @BeforeEach
    void createFiles() throws IOException {
        files = new FakeHostFiles(root);
    }

    private HostDevice virtualFunction(String driverOfPf) throws IOException {
        files.addPciDevice(PF, "8086:10c9", driverOfPf, "1")
                .addPciDevice(VF, "8086:10ca", "igbvf_vfio_pci", "2")
                .addLink("sys/devices/pci0000:3a/" + VF + "/physfn", "../" + PF);
        return files.host().findDevice(VF).orElseThrow();
    }

    private static void assertExplained(String expected, HostDevice device, UUID token, Errno errno) {
        assertEquals(Optional.ofNullable(expected), VfTokenMessages.explain(device, token, errno));
    }

    @Test
    void virtualFunction_whosePhysicalFunctionHasHostDriver_needsNoToken() throws IOException {
        HostDevice device = virtualFunction("igb");
        assertExplained("leave vf-token off: 0000:01:00.0 has the driver igb", device, TOKEN, Errno.EINVAL);
        assertExplained(null, device, null, Errno.EINVAL);
        assertExplained(null, device, null, Errno.EACCES);
    }

    @Test
    void virtualFunction_whosePhysicalFunctionHasNoDriver_needsNoToken() throws IOException {
        assertExplained("leave vf-token off: 0000:01:00.0 has no driver", virtualFunction(null), TOKEN, Errno.EINVAL);
    }

    @Test
    void missingAndWrongToken_areToldApart() throws IOException {
        HostDevice device = virtualFunction("vfio-pci");
        assertExplained(
                "its physical function 0000:01:00.0 is bound to vfio-pci, so it requires a token: use"
                        + " vfio:0000:01:10.0,vf-token=UUID with the token that was set when 0000:01:00.0 was opened",
                device,
                null,
                Errno.EACCES);
        assertExplained(
                "the token is wrong: it is not the one that was set when the physical function 0000:01:00.0 (vfio-pci)"
                        + " was opened",
                device,
                TOKEN,
                Errno.EACCES);
        assertExplained(null, device, TOKEN, Errno.EINVAL);
    }

    @Test
    void virtualFunction_refusedForUnknownReason_mayRequireToken() throws IOException {
        assertExplained(
                "its physical function 0000:01:00.0 is bound to vfio-pci; if it requires a token, use"
                        + " vfio:0000:01:10.0,vf-token=UUID with the token that was set when 0000:01:00.0 was opened",
                virtualFunction("vfio-pci"),
                null,
                Errno.EINVAL);
    }

    @Test
    void physicalFunction_requiresTokenOfItsUsedFunctions() throws IOException {
        files.addPciDevice(PF, "8086:10c9", "vfio-pci", "1")
                .addFile("sys/devices/pci0000:3a/" + PF + "/sriov_totalvfs", "8\n");
        HostDevice device = files.host().findDevice(PF).orElseThrow();
        assertExplained(
                "its virtual functions are in use, so it requires their token: use vfio:0000:01:00.0,vf-token=UUID",
                device,
                null,
                Errno.EACCES);
        assertExplained(
                "the token is not that of its virtual functions, which are in use", device, TOKEN, Errno.EACCES);
        assertExplained(null, device, TOKEN, Errno.EINVAL);
    }

    @Test
    void otherFunction_needsNoToken() throws IOException {
        files.addPciDevice(PF, "8086:10c9", "vfio-pci", "1");
        HostDevice device = files.host().findDevice(PF).orElseThrow();
        assertExplained(
                "leave vf-token off: the device neither is a virtual function nor has any",
                device,
                TOKEN,
                Errno.EINVAL);
        assertExplained(null, device, null, Errno.EINVAL);
    }
}
