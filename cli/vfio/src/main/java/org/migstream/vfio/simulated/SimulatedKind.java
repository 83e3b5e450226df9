// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/** The kinds of simulated devices and their options. */
enum SimulatedKind {
    /** The kernel's sample of a mediated device, a serial card: one structure of a fixed size. */
    MTTY(MttyDriver.OPTIONS, SimulatedV2Device.OPTIONS, MttyDriver::new),
    /** A HiSilicon accelerator: a header that the target compares, and registers. */
    HISI_ACC(HisiAccDriver.OPTIONS, SimulatedV2Device.OPTIONS, HisiAccDriver::new),
    /** An NVIDIA ConnectX: records with firmware images; changes in pre-copy. */
    MLX5(Mlx5Driver.OPTIONS, SimulatedV2Device.OPTIONS, Mlx5Driver::new),
    /**
     * A device with content of any size, for tests of throughput and of pre-copy rounds. No real driver uses its
     * format.
     */
    BULK(BulkDriver.OPTIONS, SimulatedV2Device.OPTIONS, BulkDriver::new),
    /** A device whose state is any bytes of a file. */
    RAW(RawDriver.OPTIONS, SimulatedV2Device.OPTIONS, RawDriver::new),
    /** A v1 device with a data window and device_state bits. */
    V1(V1DeviceModel.OPTIONS, SimulatedV1Device.OPTIONS, V1DeviceModel::new);

    // Error Prone cannot see that the lists are never changed and that the constructors have no state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<SimulatedOption> creationOptions;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<SimulatedOption> openOptions;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<OptionValues, DeviceModel> modelFactory;

    SimulatedKind(
            List<SimulatedOption> modelOptions,
            List<SimulatedOption> openOptions,
            Function<OptionValues, DeviceModel> modelFactory) {
        this.creationOptions = new ArrayList<>(modelOptions);
        this.creationOptions.add(PeerDmaCheck.DMA_OPTION);
        this.openOptions = openOptions;
        this.modelFactory = modelFactory;
    }

    /** Creates a device from the model that the state file describes. */
    private interface DeviceFactory<D extends SimulatedDevice<?>> {
        D create(DeviceModel model, SimulatedStateFile file) throws IOException;
    }

    /** @throws IllegalArgumentException if no kind has this name; {@code -} and {@code _} are the same */
    static SimulatedKind parse(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not a simulated device; use one of "
                        + Arrays.stream(values()).map(SimulatedKind::toString).collect(Collectors.joining(", "))));
    }

    /** Returns all options of the kind: those of a new device, then those of an open device. */
    List<SimulatedOption> allOptions() {
        List<SimulatedOption> all = new ArrayList<>(creationOptions);
        all.addAll(openOptions);
        return all;
    }

    /** Opens the device in a state file, or creates it. An invalid option leaves the file as it is. */
    OpenDevice open(OptionValues options, Path path) throws VfioException {
        PeerDmaCheck.checkOption(options);
        if (modelFactory.apply(options) instanceof SimulatedDriver driver) {
            SimulatedV2Device.V2Behavior behavior = SimulatedV2Device.V2Behavior.of(options, driver);
            return open(
                    options, path, (stored, file) -> new SimulatedV2Device((SimulatedDriver) stored, behavior, file));
        }
        SimulatedV1Device.V1Behavior behavior = SimulatedV1Device.V1Behavior.of(options);
        return open(options, path, (stored, file) -> new SimulatedV1Device((V1DeviceModel) stored, behavior, file));
    }

    private <D extends SimulatedDevice<?>> D open(OptionValues options, Path path, DeviceFactory<D> factory)
            throws VfioException {
        SimulatedStateFile file = SimulatedStateFile.open(path, toString(), options.givenValues(creationOptions));
        try {
            D device = factory.create(modelFactory.apply(storedCreationOptions(file)), file);
            device.load();
            return device;
        } catch (IOException | IllegalArgumentException e) {
            file.close();
            throw SimulatedStateFile.toVfioException("open the device in " + path, e);
        }
    }

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
