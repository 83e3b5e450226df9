// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.PciId;

/** What is made of the files of a host. */
class HostTest {
    private static final String VF = "0000:3b:00.2";
    private static final String UUID = "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001";
    private static final String DIRECTORY = "sys/devices/pci0000:3a/" + VF;

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void make() throws IOException {
        tree = new HostTree(root);
    }

    private HostDevice only() {
        List<HostDevice> devices = tree.host().devices();
        assertEquals(1, devices.size(), devices::toString);
        return devices.get(0);
    }

    @Test
    void aFunctionWithTheDriverOfItsVendor() throws IOException {
        tree.pci(VF, "15b3:101e", "mlx5_vfio_pci", "25").cdev(DIRECTORY, "vfio3");
        HostDevice device = only();
        assertEquals("vfio:" + VF, device.toString());
        assertEquals(Optional.of("mlx5_vfio_pci"), device.driver());
        assertEquals(Optional.of("mlx5"), device.decoder());
        assertEquals(Optional.of(new PciId(0x15b3, 0x101e)), device.pci());
        assertEquals(Optional.of("/dev/vfio/25"), device.groupFile());
        assertEquals(Optional.of("/dev/vfio/devices/vfio3"), device.cdev());
        assertEquals(Optional.of(device), tree.host().ofCdev("vfio3"));
        assertEquals(Optional.empty(), tree.host().ofCdev("vfio4"));
    }

    /** Kernels before 6.1 have no vfio-dev. */
    @Test
    void anOlderKernelIsToldByTheNameOfTheDriver() throws IOException {
        tree.pci(VF, "19e5:a256", "hisi-acc-vfio-pci", "7").pci("0000:00:02.0", "8086:1234", "i915", "1");
        assertEquals(Optional.of("hisi_acc"), only().decoder());
        assertEquals(Optional.empty(), only().cdev());
    }

    @Test
    void aMediatedDevice() throws IOException {
        tree.mediated(UUID, "mtty", "0");
        HostDevice device = only();
        assertEquals(Bus.MDEV, device.bus());
        assertEquals(Optional.of("mtty"), device.decoder());
        assertEquals(Optional.empty(), device.pci());
        assertEquals(Optional.of(device), tree.host().device(UUID));
    }

    @Test
    void withoutAnIommuTheGroupHasAnotherName() throws IOException {
        tree.pci(VF, "15b3:101e", "vfio-pci", null).link(DIRECTORY + "/iommu_group", "../../../kernel/iommu_groups/4");
        assertEquals(Optional.empty(), only().groupFile());
        tree.file("dev/vfio/noiommu-4", "");
        assertEquals(Optional.of("/dev/vfio/noiommu-4"), only().groupFile());
    }

    @Test
    void neighboursAreInTheSameGroup() throws IOException {
        tree.pci(VF, "15b3:101e", "vfio-pci", "25").pci("0000:3b:00.0", "15b3:101d", "mlx5_core", "25");
        assertEquals(
                List.of("0000:3b:00.0"),
                only().neighbours().stream().map(HostDevice::address).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "mlx5_vfio_pci, mlx5",
        "hisi-acc-vfio-pci, hisi_acc",
        "virtio_vfio_pci, virtio",
        "qat_vfio_pci, qat",
        "xe-vfio-pci, xe",
        "pds_vfio_pci, pds",
        "acme_vfio_pci, acme",
        "mtty, mtty",
        "vfio-pci,",
        "nvidia,"
    })
    void driversAreNamedAsDecodersAre(String driver, String decoder) {
        assertEquals(Optional.ofNullable(decoder), HostDevice.decoder(driver));
    }

    @Test
    void whoHasADevice() throws IOException {
        tree.pci(VF, "15b3:101e", "mlx5_vfio_pci", "25").cdev(DIRECTORY, "vfio3");
        tree.process(11, "bash", "/dev/pts/0")
                .process(12, "qemu-system-x86", "/dev/vfio/vfio", "/dev/vfio/25", "anon_inode:[vfio-device]")
                .process(13, "crosvm", "/dev/vfio/devices/vfio3")
                .file("proc/12/fdinfo/5", "pos:\t0\nvfio-device-syspath: /sys/devices/pci0000:3a/" + VF + "\n");
        List<HeldFile> held = HeldFile.ofVfio(tree.host());
        assertEquals(
                List.of("/dev/vfio/vfio", "/dev/vfio/25", "anon_inode:[vfio-device]", "/dev/vfio/devices/vfio3"),
                held.stream().map(HeldFile::target).toList());
        assertEquals("process 12 (qemu-system-x86)", held.get(0).owner());
        assertEquals(
                List.of(false, false, true, true),
                held.stream().map(HeldFile::isDevice).toList());
        assertEquals(Optional.of(only()), held.get(2).device());
        assertEquals(Optional.of(only()), held.get(3).device());
    }

    /** Kernels before 7.2 say no more of a descriptor than that it is a device. */
    @Test
    void aDescriptorThatTheKernelDoesNotName() throws IOException {
        tree.process(12, "qemu", "anon_inode:[vfio-device]").file("proc/12/fdinfo/3", "pos:\t0\n");
        HeldFile file = HeldFile.at(tree.host(), 12, 3).orElseThrow();
        assertTrue(file.isDevice());
        assertEquals(Optional.empty(), file.device());
    }

    @Test
    void whyThereIsNothing() throws IOException {
        List<String> none = new Obstacles(tree.host()).all();
        assertEquals(3, none.size(), none::toString);
        assertTrue(none.get(0).startsWith("no IOMMU is in use"), none.get(0));
        assertTrue(none.get(1).startsWith("VFIO is not loaded"), none.get(1));
        assertTrue(none.get(2).contains("sriov_numvfs"), none.get(2));

        tree.pci(VF, "15b3:101e", "mlx5_core", "25").link(DIRECTORY + "/physfn", "../0000:3b:00.0");
        assertEquals(
                List.of("no device has a VFIO driver, but there is a virtual function, " + VF
                        + " with the driver mlx5_core: bind the vendor's VFIO driver to it"),
                new Obstacles(tree.host()).all());
    }

    @Test
    void anEmptyTreeIsNoLinux(@TempDir Path empty) {
        assertEquals(List.of(), new Host(empty).devices());
        assertTrue(new Obstacles(new Host(empty)).all().get(0).contains("is this Linux?"));
    }
}
