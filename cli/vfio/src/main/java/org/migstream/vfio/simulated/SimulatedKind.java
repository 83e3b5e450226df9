// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;

/** The devices that can be simulated, and what each can be told. */
enum SimulatedKind {
    MTTY(
            "serial card, the kernel's sample of a mediated device: one fixed structure",
            MttyDriver.OPTIONS,
            V2DeviceOptions.OPTIONS,
            v2Opener(MttyDriver::new)),
    HISI_ACC(
            "HiSilicon accelerator: a header that the target compares, and registers or none",
            HisiAccDriver.OPTIONS,
            V2DeviceOptions.OPTIONS,
            v2Opener(HisiAccDriver::new)),
    MLX5(
            "NVIDIA ConnectX: records of firmware images, increments in pre-copy",
            Mlx5Driver.OPTIONS,
            V2DeviceOptions.OPTIONS,
            v2Opener(Mlx5Driver::new)),
    BULK(
            "any amount of content, for throughput and rounds of pre-copy; no driver's format",
            BulkDriver.OPTIONS,
            V2DeviceOptions.OPTIONS,
            v2Opener(BulkDriver::new)),
    V1(
            "the device of the discussion of December 2021, with a data window and device_state bits",
            V1DeviceModel.OPTIONS,
            V1DeviceOptions.OPTIONS,
            SimulatedKind::v1Opener);

    private final String description;
    private final List<SimulatedOption> creationOptions;
    private final List<SimulatedOption> openOptions;
    private final Function<OptionValues, SimulatedDeviceOpener> openerFactory;

    /** A device that was told what it is to do. */
    private interface SimulatedDeviceOpener {
        /** @param made the options that made it */
        OpenDevice open(OptionValues made, SimulatedStateFile file) throws IOException;
    }

    SimulatedKind(
            String meaning,
            List<SimulatedOption> making,
            List<SimulatedOption> opening,
            Function<OptionValues, SimulatedDeviceOpener> telling) {
        this.description = meaning;
        this.creationOptions = new ArrayList<>(making);
        this.creationOptions.add(PeerDmaCheck.DMA_OPTION);
        this.openOptions = opening;
        this.openerFactory = telling;
    }

    private static Function<OptionValues, SimulatedDeviceOpener> v2Opener(
            Function<OptionValues, SimulatedDriver> driver) {
        return options -> {
            V2DeviceOptions behaviour = V2DeviceOptions.of(options, driver.apply(options));
            return (made, file) -> SimulatedV2Device.open(driver.apply(made), behaviour, file);
        };
    }

    private static SimulatedDeviceOpener v1Opener(OptionValues options) {
        V1DeviceOptions behaviour = V1DeviceOptions.of(options);
        new V1DeviceModel(options);
        return (made, file) -> SimulatedV1Device.open(new V1DeviceModel(made), behaviour, file);
    }

    /** The kind of a name; {@code -} does for {@code _}. */
    static SimulatedKind parse(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no simulated device is called '" + name + "', only "
                        + Arrays.stream(values()).map(SimulatedKind::toString).collect(Collectors.joining(", "))));
    }

    SimulatedKindInfo toInfo() {
        return new SimulatedKindInfo(toString(), description, creationOptions, openOptions);
    }

    /** The options that it has. */
    List<SimulatedOption> allOptions() {
        List<SimulatedOption> all = new ArrayList<>(creationOptions);
        all.addAll(openOptions);
        return all;
    }

    OpenDevice open(SimulatedDeviceSpec spec) throws VfioException {
        // Before anything is done to the file.
        SimulatedDeviceOpener told = openerFactory.apply(spec.options());
        PeerDmaCheck.checkOption(spec.options());
        SimulatedStateFile file = SimulatedStateFile.open(
                spec.stateFile(), toString(), spec.options().givenValues(creationOptions));
        try {
            return told.open(storedCreationOptions(file), file);
        } catch (IOException | IllegalArgumentException e) {
            file.close();
            throw SimulatedStateFile.toVfioException("open the device in " + spec.stateFile(), e);
        }
    }

    /** The options that made the device in a file. */
    private static OptionValues storedCreationOptions(SimulatedStateFile file) {
        List<String> words = new ArrayList<>();
        file.creationOptions().forEach((name, value) -> words.add(name + "=" + value));
        return OptionValues.of("made-", words);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
