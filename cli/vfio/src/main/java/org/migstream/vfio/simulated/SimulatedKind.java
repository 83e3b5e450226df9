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
            V2Behaviour.OPTIONS,
            v2(MttyDriver::new)),
    HISI_ACC(
            "HiSilicon accelerator: a header that the target compares, and registers or none",
            HisiAccDriver.OPTIONS,
            V2Behaviour.OPTIONS,
            v2(HisiAccDriver::new)),
    MLX5(
            "NVIDIA ConnectX: records of firmware images, increments in pre-copy",
            Mlx5Driver.OPTIONS,
            V2Behaviour.OPTIONS,
            v2(Mlx5Driver::new)),
    BULK(
            "any amount of content, for throughput and rounds of pre-copy; no driver's format",
            BulkDriver.OPTIONS,
            V2Behaviour.OPTIONS,
            v2(BulkDriver::new)),
    V1(
            "the device of the discussion of December 2021, with a data window and device_state bits",
            V1Model.OPTIONS,
            V1Behaviour.OPTIONS,
            SimulatedKind::v1);

    private final String meaning;
    private final List<Option> making;
    private final List<Option> opening;
    private final Function<Options, Told> telling;

    /** A device that was told what it is to do. */
    private interface Told {
        /** @param made the options that made it */
        OpenDevice open(Options made, StateFile file) throws IOException;
    }

    SimulatedKind(String meaning, List<Option> making, List<Option> opening, Function<Options, Told> telling) {
        this.meaning = meaning;
        this.making = new ArrayList<>(making);
        this.making.add(PeerDma.DMA);
        this.opening = opening;
        this.telling = telling;
    }

    private static Function<Options, Told> v2(Function<Options, SimulatedDriver> driver) {
        return options -> {
            V2Behaviour behaviour = V2Behaviour.of(options, driver.apply(options));
            return (made, file) -> SimulatedV2.open(driver.apply(made), behaviour, file);
        };
    }

    private static Told v1(Options options) {
        V1Behaviour behaviour = V1Behaviour.of(options);
        new V1Model(options);
        return (made, file) -> SimulatedV1.open(new V1Model(made), behaviour, file);
    }

    /** The kind of a name; {@code -} does for {@code _}. */
    static SimulatedKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no simulated device is called '" + name + "', only "
                        + Arrays.stream(values()).map(SimulatedKind::toString).collect(Collectors.joining(", "))));
    }

    KindDescription description() {
        return new KindDescription(toString(), meaning, making, opening);
    }

    /** The options that it has. */
    List<Option> options() {
        List<Option> all = new ArrayList<>(making);
        all.addAll(opening);
        return all;
    }

    OpenDevice open(DeviceSpec spec) throws VfioException {
        // Before anything is done to the file.
        Told told = telling.apply(spec.options());
        PeerDma.checkOption(spec.options());
        StateFile file = StateFile.open(spec.file(), toString(), spec.options().given(making));
        try {
            return told.open(made(file), file);
        } catch (IOException | IllegalArgumentException e) {
            file.close();
            throw StateFile.failure("open the device in " + spec.file(), e);
        }
    }

    /** The options that made the device in a file. */
    private static Options made(StateFile file) {
        List<String> words = new ArrayList<>();
        file.made().forEach((name, value) -> words.add(name + "=" + value));
        return Options.of("made-", words);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
