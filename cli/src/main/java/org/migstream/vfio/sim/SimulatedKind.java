// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

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
    MTTY(MttyDriver.OPTIONS, MttyDriver::new);

    private final List<String> making;
    private final Function<Options, SimulatedDriver> driver;

    /** @param making the options that make a device, and are kept with it */
    SimulatedKind(List<String> making, Function<Options, SimulatedDriver> driver) {
        this.making = making;
        this.driver = driver;
    }

    /** The kind of a name; {@code -} does for {@code _}. */
    static SimulatedKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no simulated device is called '" + name + "', only "
                        + Arrays.stream(values()).map(SimulatedKind::toString).collect(Collectors.joining(", "))));
    }

    /** The options that it has. */
    List<String> options() {
        List<String> all = new ArrayList<>(making);
        all.addAll(V2Behaviour.OPTIONS);
        return all;
    }

    OpenDevice open(DeviceSpec spec) throws VfioException {
        // Before anything is done to the file.
        V2Behaviour behaviour = V2Behaviour.of(spec.options(), driver.apply(spec.options()));
        StateFile file = StateFile.open(spec.file(), toString(), spec.options().given(making));
        try {
            return SimulatedV2.open(driver.apply(made(file)), behaviour, file);
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
