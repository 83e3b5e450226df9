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
import org.migstream.vfio.host.HostDevice.Bus;

/** Reads devices and processes from the files of a host. */
class LinuxHostTest {
    private static final String VF = "0000:3b:00.2";
    private static final String UUID = "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001";
    private static final String DIRECTORY = "sys/devices/pci0000:3a/" + VF;

    @TempDir
    private Path root;

    private FakeHostFiles files;

    @BeforeEach
    void createFiles() throws IOException {
        files = new FakeHostFiles(root);
    }

    private HostDevice onlyDevice() {
        List<HostDevice> devices = files.host().devices();
        assertEquals(1, devices.size(), devices::toString);
        return devices.get(0);
    }

    @Test
    void pciFunction_withVariantDriver_isListed() throws IOException {
        files.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25").addCdev(DIRECTORY, "vfio3");
        HostDevice device = onlyDevice();
        assertEquals("vfio:" + VF, device.toString());
        assertEquals(Optional.of("mlx5_vfio_pci"), device.driver());
        assertEquals(Optional.of("mlx5"), device.decoderName());
        assertEquals(Optional.of(new PciId(0x15b3, 0x101e)), device.pciId());
        assertEquals(Optional.of("/dev/vfio/25"), device.groupFile());
        assertEquals(Optional.of("/dev/vfio/devices/vfio3"), device.cdev());
        assertEquals(Optional.of(device), files.host().findDeviceByCdev("vfio3"));
        assertEquals(Optional.empty(), files.host().findDeviceByCdev("vfio4"));
    }

    /** Kernels before 6.1 have no directory vfio-dev. */
    @Test
    void deviceOfOlderKernel_isRecognizedByDriverName() throws IOException {
        files.addPciDevice(VF, "19e5:a256", "hisi-acc-vfio-pci", "7")
                .addPciDevice("0000:00:02.0", "8086:1234", "i915", "1");
        assertEquals(Optional.of("hisi_acc"), onlyDevice().decoderName());
        assertEquals(Optional.empty(), onlyDevice().cdev());
    }

    @Test
    void mediatedDevice_isListed() throws IOException {
        files.addMediatedDevice(UUID, "mtty", "0");
        HostDevice device = onlyDevice();
        assertEquals(Bus.MDEV, device.bus());
        assertEquals(Optional.of("mtty"), device.decoderName());
        assertEquals(Optional.empty(), device.pciId());
        assertEquals(Optional.of(device), files.host().findDevice(UUID));
    }

    @Test
    void noIommuMode_usesNoiommuGroupFile() throws IOException {
        files.addPciDevice(VF, "15b3:101e", "vfio-pci", null)
                .addLink(DIRECTORY + "/iommu_group", "../../../kernel/iommu_groups/4");
        assertEquals(Optional.empty(), onlyDevice().groupFile());
        files.addFile("dev/vfio/noiommu-4", "");
        assertEquals(Optional.of("/dev/vfio/noiommu-4"), onlyDevice().groupFile());
    }

    /** Linux 7.3 with CONFIG_IOMMUFD_NOIOMMU: the device has no group, and its cdev another name. */
    @Test
    void noIommuCdev_isFound() throws IOException {
        files.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", null).addCdev(DIRECTORY, "noiommu-vfio0");
        HostDevice device = onlyDevice();
        assertEquals(Optional.of("/dev/vfio/devices/noiommu-vfio0"), device.cdev());
        assertEquals(Optional.of(device), files.host().findDeviceByCdev("noiommu-vfio0"));
    }

    @Test
    void otherGroupDevices_areListed() throws IOException {
        files.addPciDevice(VF, "15b3:101e", "vfio-pci", "25")
                .addPciDevice("0000:3b:00.0", "15b3:101d", "mlx5_core", "25");
        assertEquals(
                List.of("0000:3b:00.0"),
                onlyDevice().otherGroupDevices().stream()
                        .map(HostDevice::address)
                        .toList());
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
    void decoderName_isDerivedFromDriver(String driver, String decoder) {
        assertEquals(Optional.ofNullable(decoder), HostDevice.decoderName(driver));
    }

    @Test
    void openVfioFiles_areFoundWithTheirProcess() throws IOException {
        files.addPciDevice(VF, "15b3:101e", "mlx5_vfio_pci", "25").addCdev(DIRECTORY, "vfio3");
        files.addProcess(11, "bash", "/dev/pts/0")
                .addProcess(12, "qemu-system-x86", "/dev/vfio/vfio", "/dev/vfio/25", "anon_inode:[vfio-device]")
                .addProcess(13, "crosvm", "/dev/vfio/devices/vfio3")
                .addFile("proc/12/fdinfo/5", "pos:\t0\nvfio-device-syspath: /sys/devices/pci0000:3a/" + VF + "\n");
        List<ProcessFile> openFiles = ProcessFile.openVfioFiles(files.host());
        assertEquals(
                List.of("/dev/vfio/vfio", "/dev/vfio/25", "anon_inode:[vfio-device]", "/dev/vfio/devices/vfio3"),
                openFiles.stream().map(ProcessFile::target).toList());
        assertEquals("process 12 (qemu-system-x86)", openFiles.get(0).processDescription());
        assertEquals(
                List.of(false, false, true, true),
                openFiles.stream().map(ProcessFile::isDevice).toList());
        assertEquals(Optional.of(onlyDevice()), openFiles.get(2).device());
        assertEquals(Optional.of(onlyDevice()), openFiles.get(3).device());
    }

    /** Kernels before 7.2 do not report the device of a descriptor. */
    @Test
    void descriptorWithoutSyspath_hasNoDevice() throws IOException {
        files.addProcess(12, "qemu", "anon_inode:[vfio-device]").addFile("proc/12/fdinfo/3", "pos:\t0\n");
        ProcessFile file = ProcessFile.find(files.host(), 12, 3).orElseThrow();
        assertTrue(file.isDevice());
        assertEquals(Optional.empty(), file.device());
    }

    @Test
    void missingPrerequisites_areListedInOrder() throws IOException {
        List<String> messages = new MissingPrerequisites(files.host()).messages();
        assertEquals(3, messages.size(), messages::toString);
        assertTrue(messages.get(0).startsWith("no IOMMU is in use"), messages.get(0));
        assertTrue(messages.get(1).startsWith("VFIO is not loaded"), messages.get(1));
        assertTrue(messages.get(2).contains("sriov_numvfs"), messages.get(2));

        files.addPciDevice(VF, "15b3:101e", "mlx5_core", "25").addLink(DIRECTORY + "/physfn", "../0000:3b:00.0");
        assertEquals(
                List.of("no device has a VFIO driver, but there is a virtual function, " + VF
                        + " with the driver mlx5_core; bind the vendor's VFIO driver to it"),
                new MissingPrerequisites(files.host()).messages());
    }

    @Test
    void emptyRoot_isReportedAsNotLinux(@TempDir Path empty) {
        assertEquals(List.of(), new LinuxHost(empty).devices());
        assertTrue(
                new MissingPrerequisites(new LinuxHost(empty)).messages().get(0).contains("check that this is Linux"));
    }
}
