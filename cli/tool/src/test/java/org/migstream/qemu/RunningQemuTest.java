// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.migstream.qemu.MonitorText.hex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.SectionSizes;
import org.migstream.vmstate.DecodedDeviceCollector;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmStateValue;

/** Compares the values of a stream with those that the stopped machine reports after it has written the stream. */
@Tag("qemu")
class RunningQemuTest {
    private static final List<String> REGISTERS = List.of("EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI");
    private static final List<String> SEGMENTS = List.of("ES", "CS", "SS", "DS", "FS", "GS");

    /** The flags that QEMU prints for a segment: the upper 32 bits of the descriptor without the bits of the base. */
    private static final long DESCRIPTOR_FLAGS = 0x00ff_ff00;

    private static final String VIRTIO = " -netdev user,id=n0 -device virtio-net-pci,netdev=n0"
            + " -drive id=d0,if=none,driver=null-co,size=1M -device virtio-blk-pci,drive=d0"
            + " -device virtio-rng-pci -device virtio-serial-pci";
    private static final String OTHERS =
            " -netdev user,id=n1 -device e1000,netdev=n1 -device qemu-xhci -device usb-tablet -device VGA";

    /** The number of bytes that the decoder shows of a buffer; enough for any configuration space. */
    private static final int HEAD = ConfigSpace.EXPRESS_SIZE;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-M q35 -m 32 -smp 2" + VIRTIO + OTHERS
                        + " -device pcie-root-port,id=root,chassis=1 -device virtio-balloon-pci,bus=root",
                "-M pc -m 32 -smp 2" + VIRTIO + OTHERS
                        + " -device ahci,id=sata -device pci-bridge,id=bridge,chassis_nr=1 -device rtl8139,bus=bridge",
                "-M q35,smm=off -m 24 -cpu max -device intel-hda -device hda-duplex -device usb-ehci -device lsi",
                "-M isapc -m 16 -device isa-vga -device isa-serial -device ne2k_isa",
                "-M microvm,rtc=on,pic=on,pit=on -m 32 -smp 2 -device virtio-rng-device -device virtio-serial-device",
            })
    void values_equalThoseOfMachine(String options) throws IOException, InterruptedException {
        try (QemuMachine machine = new QemuMachine(directory, List.of(options.split(" ")))) {
            machine.runFirmware();
            Path stream = machine.migrate();
            DecodedDeviceCollector devices = new StreamWithVmDescription(Files.readAllBytes(stream)).decode(HEAD);
            assertEquals(List.of(), devices.findings());
            assertEquals(Map.of(), devices.unreadByteCounts());
            compareProcessors(new MonitorText(machine.monitor("info registers -a")), devices);
            compareInterruptControllers(new MonitorText(machine.monitor("info pic")), devices);
            compareLocalApics(machine, devices);
            comparePci((List<?>) machine.query("query-pci"), "0000:00", devices);
            compareRam(new MonitorText(machine.monitor("info ramblock")), stream);
        }
    }

    private static long integer(Map<String, VmStateValue> device, String path) {
        assertTrue(device.containsKey(path), () -> "no " + path + " in " + device.keySet());
        return ((VmStateValue.Int) device.get(path)).value();
    }

    private static void compareProcessors(MonitorText registers, DecodedDeviceCollector devices) {
        String[] processors = registers.text().split("CPU#\\d+");
        for (int i = 1; i < processors.length; i++) {
            MonitorText text = new MonitorText(processors[i]);
            Map<String, VmStateValue> cpu = devices.deviceValues("cpu/" + (i - 1));
            Map<String, Long> printed = new TreeMap<>();
            text.all("\\b([A-Z0-9]+)=([0-9a-f]+)\\b").forEach(m -> printed.put(m.group(1), hex(m, 2)));
            for (int r = 0; r < REGISTERS.size(); r++) {
                assertEquals(printed.get(REGISTERS.get(r)), integer(cpu, "env.regs[" + r + "]"), REGISTERS.get(r));
            }
            assertEquals(printed.get("EIP"), integer(cpu, "env.eip"));
            assertEquals(printed.get("EFL"), integer(cpu, "env.eflags"));
            for (int r : new int[] {0, 2, 3, 4}) {
                assertEquals(printed.get("CR" + r), integer(cpu, "env.cr[" + r + "]"), "CR" + r);
            }
            for (int r : new int[] {0, 1, 2, 3, 6, 7}) {
                assertEquals(printed.get("DR" + r), integer(cpu, "env.dr[" + r + "]"), "DR" + r);
            }
            assertEquals(printed.get("EFER"), integer(cpu, "env.efer"));
            assertEquals(printed.get("FCW"), integer(cpu, "env.fpuc"));
            assertEquals(printed.get("MXCSR"), integer(cpu, "env.mxcsr"));
            assertEquals(printed.get("HLT"), integer(devices.deviceValues("cpu_common/" + (i - 1)), "halted"));
            for (MatchResult m : text.all("^([A-Z]+) *=(\\w{4}) (\\w{8}) (\\w{8}) (\\w{8})")) {
                int segment = SEGMENTS.indexOf(m.group(1));
                String path = segment < 0 ? "env." + m.group(1).toLowerCase() : "env.segs[" + segment + "]";
                assertEquals(hex(m, 2), integer(cpu, path + ".selector"), path);
                assertEquals(hex(m, 3), integer(cpu, path + ".base"), path);
                assertEquals(hex(m, 4), integer(cpu, path + ".limit"), path);
                assertEquals(hex(m, 5), integer(cpu, path + ".flags") & DESCRIPTOR_FLAGS, path);
            }
            for (MatchResult m : text.all("^([GI]DT)= +(\\w{8}) (\\w{8})")) {
                String path = "env." + m.group(1).toLowerCase();
                assertEquals(hex(m, 2), integer(cpu, path + ".base"), path);
                assertEquals(hex(m, 3), integer(cpu, path + ".limit"), path);
            }
        }
        assertEquals(
                processors.length - 1,
                devices.devices().keySet().stream()
                        .filter(key -> key.startsWith("cpu/"))
                        .count());
    }

    private static void compareInterruptControllers(MonitorText pic, DecodedDeviceCollector devices) {
        for (MatchResult m : pic.all("^pic(\\d): irr=(\\w+) imr=(\\w+) isr=(\\w+) .*irq_base=(\\w+) .*elcr=(\\w+)")) {
            Map<String, VmStateValue> i8259 = devices.deviceValues("i8259/" + m.group(1));
            assertEquals(hex(m, 2), integer(i8259, "irr"));
            assertEquals(hex(m, 3), integer(i8259, "imr"));
            assertEquals(hex(m, 4), integer(i8259, "isr"));
            assertEquals(hex(m, 5), integer(i8259, "irq_base"));
            assertEquals(hex(m, 6), integer(i8259, "elcr"));
        }
        if (devices.devices().containsKey("ioapic/0")) {
            Map<String, VmStateValue> ioapic = devices.deviceValues("ioapic/0");
            for (MatchResult m : pic.all("pin (\\d+) +0x(\\w{16})")) {
                assertEquals(hex(m, 2), integer(ioapic, "ioredtbl[" + m.group(1) + "]"));
            }
        }
    }

    private static void compareLocalApics(QemuMachine machine, DecodedDeviceCollector devices) throws IOException {
        for (int i = 0; devices.devices().containsKey("apic/" + i); i++) {
            Map<String, VmStateValue> apic = devices.deviceValues("apic/" + i);
            MonitorText text = new MonitorText(machine.monitor("info lapic " + i));
            assertEquals(i, integer(apic, "id"));
            assertEquals(hex(text.all("^SPIV\\s+0x(\\w+)").get(0), 1), integer(apic, "spurious_vec"));
            assertEquals(hex(text.all("^ICR\\s+0x(\\w+)").get(0), 1), integer(apic, "icr[0]"));
            assertEquals(hex(text.all("^LVT0\\s+0x(\\w+)").get(0), 1), integer(apic, "lvt[3]"));
            assertEquals(hex(text.all("^LVT1\\s+0x(\\w+)").get(0), 1), integer(apic, "lvt[4]"));
        }
    }

    private static void comparePci(List<?> buses, String path, DecodedDeviceCollector devices) {
        for (Object bus : buses) {
            for (Object device : (List<?>) ((Map<?, ?>) bus).get("devices")) {
                comparePciDevice((Map<?, ?>) device, path, devices);
            }
        }
    }

    private static void comparePciDevice(Map<?, ?> device, String bus, DecodedDeviceCollector devices) {
        String path = String.format("%s:%02x.%d", bus, (Long) device.get("slot"), (Long) device.get("function"));
        ConfigSpace config = configSpace(path, devices);
        Map<?, ?> id = (Map<?, ?>) device.get("id");
        assertEquals(id.get("vendor"), (long) config.u16(0), path);
        assertEquals(id.get("device"), (long) config.u16(2), path);
        assertEquals(((Map<?, ?>) device.get("class_info")).get("class"), (long) config.u16(0x0a), path);
        if (device.containsKey("irq")) {
            assertEquals(device.get("irq"), (long) config.u8(0x3c), path);
        }
        for (Object region : (List<?>) device.get("regions")) {
            compareRegion((Map<?, ?>) region, config, path);
        }
        if (device.get("pci_bridge") instanceof Map<?, ?> bridge && bridge.containsKey("devices")) {
            comparePci(List.of(bridge), path, devices);
        }
    }

    /** Compares a mapped BAR. QEMU reports all ones as the address of an unmapped one. */
    private static void compareRegion(Map<?, ?> region, ConfigSpace config, String path) {
        long bar = (Long) region.get("bar");
        long address = (Long) region.get("address");
        if (address == -1 || bar > 5) {
            return;
        }
        int register = (int) (0x10 + 4 * bar);
        boolean memory = region.get("type").equals("memory");
        boolean wide = Boolean.TRUE.equals(region.get("mem_type_64"));
        long value = wide ? config.u64(register) : config.u32(register);
        assertEquals(address, value & (memory ? ~0xfL : ~0x3L), () -> path + " BAR" + bar);
    }

    /**
     * Returns the configuration of a PCIDevice. It is a field of most devices; in a virtio device it follows a be32 version
     * at the start of the state.
     */
    private static ConfigSpace configSpace(String path, DecodedDeviceCollector devices) {
        List<String> heads = new ArrayList<>();
        devices.devices().forEach((key, values) -> {
            if (key.matches(path.replace(".", "\\.") + "/[^/]+/0")) {
                values.forEach((name, value) -> {
                    if (name.matches("(.*\\.)?config\\[[01]]")) {
                        heads.add(((VmStateValue.Bytes) value).head());
                    } else if (name.equals("virtio")) {
                        heads.add(((VmStateValue.Bytes) value).head().substring(8, 8 + 512));
                    }
                });
            }
        });
        assertEquals(1, heads.size(), () -> path + " in " + devices.devices().keySet());
        return new ConfigSpace(HexFormat.of().parseHex(heads.get(0)));
    }

    private static void compareRam(MonitorText ramblock, Path stream) throws IOException {
        Map<String, Long> printed = new TreeMap<>();
        ramblock.all("^ *(\\S+) +\\d+ KiB +0x\\w+ 0x(\\w+)").forEach(m -> printed.put(m.group(1), hex(m, 2)));
        Map<String, Long> read = new TreeMap<>();
        try (ByteSource in = ByteSource.of(Files.newInputStream(stream))) {
            MigrationReader reader = MigrationReader.of(in, SectionSizes.NONE);
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof RamBlock block) {
                    read.put(block.name(), block.usedLength());
                }
            }
        }
        assertEquals(printed, read);
    }
}
