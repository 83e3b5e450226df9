// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.guest.ConfigurationBuilder.ConfigurationException;
import org.migstream.guest.LikeStream.LikeDevice;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.HostFunction.Use;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciSlot;
import org.migstream.plugin.Plugins;
import org.migstream.profile.MsixSource;
import org.migstream.profile.ProfileReader;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;

/** Builds the configuration of a virtual function, and compares it with the one that QEMU saved of the same function. */
class ConfigurationBuilderTest {
    private static final String MACHINE = "pc-q35-10.0";
    private static final String BELOW_PORT = "0000:00:01.0:00.0/vfio";
    private static final int VECTORS = 3;
    private static final int MSIX_CONTROL = 0x72;

    @ParameterizedTest
    @CsvSource({"igb-vf-root.qevm", "igb-vf-root-port.qevm"})
    void functionThatWasReset_becomesTheOneOfTheStream(String stream) throws IOException {
        LikeStream like = readLike(stream);
        LikeDevice expected = like.devices().get(0);
        SavedConfiguration saved =
                builder(Use.RESET, expected.idstr(), null, like).build(shown(Use.RESET));
        assertEquals(expected.configSpace().bytes(), saved.configSpace().bytes());
        assertEquals(expected.msixTable().table(), saved.msixTable().table());
        assertEquals(MsixSource.STREAM, saved.msixSource());
        assertEquals(List.of(), saved.doubts());
        assertNull(saved.missingInterrupts());
    }

    @Test
    void functionThatWasReset_hasNoAddressesAndVectors() throws IOException {
        SavedConfiguration saved =
                builder(Use.RESET, BELOW_PORT, PciSlot.ROOT_PORT, null).build(shown(Use.RESET));
        assertEquals(0, saved.configSpace().u16(4), "command");
        assertEquals(0xc, saved.configSpace().u32(0x10), "BAR 0");
        assertEquals(0, saved.configSpace().u32(0x14), "upper half of BAR 0");
        assertEquals(MsixSource.RESET, saved.msixSource());
        assertEquals(MsixTable.afterReset(VECTORS).table(), saved.msixTable().table());
        assertTrue(saved.replacedRegisters().stream()
                .anyMatch(register ->
                        register.name().equals("Command") && register.guest().equals("0x0000")));
    }

    @Test
    void tableOfAGuestThatRuns_isMissed() throws IOException {
        SavedConfiguration saved =
                builder(Use.RUNNING, BELOW_PORT, PciSlot.ROOT_PORT, null).build(programmed());
        assertEquals(MsixSource.UNKNOWN, saved.msixSource());
        assertNotNull(saved.missingInterrupts());
        assertEquals(0x8002, saved.configSpace().u16(MSIX_CONTROL), "MSI-X is still enabled");
        assertEquals(0xfea0000cL, saved.configSpace().u32(0x10), "BAR 0 of the guest");
        assertTrue(
                saved.doubts().get(0).contains("Express Device Control"),
                saved.doubts().toString());
    }

    @Test
    void tableOfAGuestThatRuns_comesFromTheStream() throws IOException {
        LikeStream like = readLike("igb-vf-root-port.qevm");
        SavedConfiguration saved = builder(Use.RUNNING, BELOW_PORT, null, like).build(programmed());
        assertEquals(MsixSource.STREAM, saved.msixSource());
        assertEquals(
                like.devices().get(0).msixTable().table(), saved.msixTable().table());
        assertNull(saved.missingInterrupts());
        assertEquals(1, saved.doubts().size(), "the table may be older than the state");
        assertEquals(PciSlot.ROOT_PORT, saved.slot());
    }

    /** The guest has changed Device Control. QEMU saves and compares the value that it read at its start. */
    @Test
    void volatileRegister_getsTheValueOfTheStream() throws IOException {
        LikeStream like = readLike("igb-vf-root-port.qevm");
        DeviceConfiguration changed = with(programmed(), 0xa8, 0x3f);
        SavedConfiguration saved = builder(Use.RUNNING, BELOW_PORT, null, like).build(changed);
        assertEquals(
                like.devices().get(0).configSpace().u16(0xa8),
                saved.configSpace().u16(0xa8));
        SavedConfiguration without =
                builder(Use.RUNNING, BELOW_PORT, PciSlot.ROOT_PORT, null).build(changed);
        assertEquals(0x3f, without.configSpace().u8(0xa8));
    }

    @Test
    void slotBelowAPortOrBridge_isNotGuessed() throws IOException {
        ConfigurationBuilder builder = builder(Use.RESET, BELOW_PORT, null, null);
        String message = assertThrows(ConfigurationException.class, builder::requireBuildable)
                .getMessage();
        assertTrue(message.contains("--slot"), message);
    }

    @Test
    void deviceWithoutCapabilities_needsNoSlot() throws IOException {
        byte[] plain = new byte[ConfigSpace.EXPRESS_SIZE];
        plain[0] = 0x48;
        HostFunction function = new HostFunction(new ConfigSpace(plain), null, Use.KEPT);
        ConfigurationBuilder builder =
                new ConfigurationBuilder(function, "sim:x", BELOW_PORT, MACHINE, null, null, null);
        builder.requireBuildable();
        SavedConfiguration saved = builder.build(new DeviceConfiguration(function, MsixTable.EMPTY, true));
        assertEquals(ByteBuffer.wrap(plain), saved.configSpace().bytes());
        assertEquals(List.of(), saved.replacedRegisters());
        assertNull(saved.slot());
    }

    @Test
    void streamOfAnotherDevice_isRefused() throws IOException {
        HostFunction other = with(shown(Use.RESET), 2, 0xcb).function();
        ConfigurationBuilder builder = new ConfigurationBuilder(
                other, "vfio:x", BELOW_PORT, MACHINE, null, readLike("igb-vf-root-port.qevm"), null);
        assertThrows(ConfigurationException.class, builder::requireBuildable);
    }

    /** The guest of the stream had not set up MSI-X yet, but the one that runs has. */
    @Test
    void tableOfTheStream_isNotUsedIfItHasNoVectors() throws IOException {
        LikeStream read = readLike("igb-vf-root-port.qevm");
        LikeDevice device = read.devices().get(0);
        LikeStream early = new LikeStream(
                "early",
                MACHINE,
                List.of(new LikeDevice(
                        device.idstr(), device.placement(), device.configSpace(), MsixTable.afterReset(VECTORS))));
        SavedConfiguration saved = builder(Use.RUNNING, BELOW_PORT, null, early).build(programmed());
        assertEquals(MsixSource.UNKNOWN, saved.msixSource());
        assertNotNull(saved.missingInterrupts());
    }

    /** A register that QEMU compares and that no guest writes is not taken from the stream: it would be invented. */
    @Test
    void otherReadOnlyRegister_isKeptAndReported() throws IOException {
        LikeStream like = readLike("igb-vf-root-port.qevm");
        DeviceConfiguration other = with(shown(Use.RESET), 8, 0x77);
        SavedConfiguration saved = new ConfigurationBuilder(
                        other.function(), "vfio:x", BELOW_PORT, MACHINE, PciSlot.ROOT_PORT, like, null)
                .build(other);
        assertEquals(0x77, saved.configSpace().u8(8));
        assertTrue(saved.doubts().get(0).contains("Revision ID"), saved.doubts().toString());
    }

    private static ConfigurationBuilder builder(
            Use use, String idstr, @Nullable PciSlot slot, @Nullable LikeStream like) throws IOException {
        return new ConfigurationBuilder(shown(use).function(), "vfio:x", idstr, MACHINE, slot, like, null);
    }

    private static DeviceConfiguration shown(Use use) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("samples/profiles/igb-vf.json"))) {
            HostFunction function =
                    Objects.requireNonNull(ProfileReader.read(in).function());
            return new DeviceConfiguration(
                    new HostFunction(function.configSpace(), function.regions(), use),
                    MsixTable.afterReset(VECTORS),
                    false);
        }
    }

    /** The kernel shows what the guest has written: BAR 0, command, and that MSI-X is enabled. */
    private static DeviceConfiguration programmed() throws IOException {
        return with(with(with(with(shown(Use.RUNNING), 0x12, 0xa0), 0x13, 0xfe), 4, 0x06), MSIX_CONTROL + 1, 0x80);
    }

    private static DeviceConfiguration with(DeviceConfiguration configuration, int at, int value) {
        ByteBuffer bytes = ByteBuffer.allocate(ConfigSpace.EXPRESS_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(configuration.configSpace().bytes()).put(at, (byte) value);
        HostFunction function = configuration.function();
        return new DeviceConfiguration(
                new HostFunction(new ConfigSpace(bytes.array()), function.regions(), function.use()),
                configuration.msixTable(),
                configuration.vectorsRead());
    }

    private static LikeStream readLike(String name) throws IOException {
        try (Plugins plugins = Plugins.none();
                Input input = Input.open("samples/streams/pci/" + name, OutputLimit.NONE)) {
            return LikeStream.read(input, new DecoderChoice(plugins, null, Map.of()));
        }
    }
}
