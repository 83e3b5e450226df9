// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V1Bit.NDMA;
import static org.migstream.vfio.V1Bit.RESUMING;
import static org.migstream.vfio.V1Bit.RUNNING;
import static org.migstream.vfio.V1Bit.SAVING;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * v1: a request may change several bits at once; this breaks it into steps of one bit, each between valid states.
 *
 * <p>Bits are cleared before others are set, so nothing stands beside RESUMING; none is changed twice, so no way is
 * shorter. NDMA is cleared after RUNNING and set before it, so that no DMA gets out on the way between two states
 * that allow none.
 *
 * @param ndma whether the device offers that bit (VFIO_REGION_INFO_CAP_MIG_NDMA)
 * @param precedence what is left to choose
 */
public record V1StateMachine(boolean ndma, V1Precedence precedence) implements StateMachine<V1DeviceState> {
    /** See the package for the reason. */
    public static final V1Precedence DEFAULT_PRECEDENCE = V1Precedence.RUNNING;

    private static final List<V1Bit> CLEARING = List.of(RUNNING, NDMA, SAVING, RESUMING);
    private static final List<V1Bit> SETTING = List.of(RESUMING, SAVING, NDMA, RUNNING);
    private static final List<V1Bit> SETTING_RUNNING_FIRST = List.of(NDMA, RUNNING, SAVING);

    @Override
    public String uapi() {
        return "v1";
    }

    @Override
    public List<String> features() {
        return ndma ? List.of(NDMA.name()) : List.of();
    }

    @Override
    public List<V1DeviceState> states() {
        return IntStream.range(0, 1 << V1Bit.values().length)
                .mapToObj(V1DeviceState::new)
                .filter(state -> state.isValid() && offers(state))
                .toList();
    }

    @Override
    public V1DeviceState named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals(V1DeviceState.error().toString())) {
            return V1DeviceState.error();
        }
        Set<V1Bit> bits = EnumSet.noneOf(V1Bit.class);
        if (!upper.equals("0")) {
            for (String word : upper.split("\\|", -1)) {
                bits.add(bit(word.strip(), name));
            }
        }
        return V1DeviceState.of(bits);
    }

    private static V1Bit bit(String word, String name) {
        for (V1Bit bit : V1Bit.values()) {
            if (bit.name().equals(word)) {
                return bit;
            }
        }
        throw new IllegalArgumentException(
                "v1 has no state " + name + ", only 0, ERROR or some of NDMA|RESUMING|SAVING|RUNNING");
    }

    @Override
    public V1DeviceState afterReset() {
        return V1DeviceState.of(Set.of(RUNNING));
    }

    @Override
    public Transition<V1DeviceState> request(V1DeviceState from, V1DeviceState to) {
        for (V1DeviceState state : List.of(from, to)) {
            if (!state.isValid() && !state.isError()) {
                return Transition.refused(from, to, state + " is invalid: RESUMING excludes SAVING and RUNNING");
            }
            if (!offers(state)) {
                return Transition.refused(from, to, state + " is not offered without NDMA");
            }
        }
        if (from.value() != to.value()) {
            if (to.isError()) {
                return Transition.refused(from, to, "ERROR is no state to ask for");
            }
            if (from.isError()) {
                return Transition.refused(from, to, "only VFIO_DEVICE_RESET leaves ERROR, to " + afterReset());
            }
        }
        return Transition.by(from, to, steps(from, to));
    }

    private boolean offers(V1DeviceState state) {
        return ndma || !state.has(NDMA);
    }

    private List<V1DeviceState> steps(V1DeviceState from, V1DeviceState to) {
        List<V1Bit> order = new ArrayList<>();
        CLEARING.stream().filter(from::has).forEach(order::add);
        boolean runningFirst = precedence == V1Precedence.RUNNING && to.has(RUNNING) && !from.has(RUNNING);
        (runningFirst ? SETTING_RUNNING_FIRST : SETTING)
                .stream().filter(to::has).forEach(order::add);
        List<V1DeviceState> path = new ArrayList<>();
        V1DeviceState at = from;
        for (V1Bit bit : order) {
            // What both have was entered twice above, and stays.
            if (from.has(bit) != to.has(bit)) {
                at = at.flip(bit);
                path.add(at);
            }
        }
        return path;
    }
}
