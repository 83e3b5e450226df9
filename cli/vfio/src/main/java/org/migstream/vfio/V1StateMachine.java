// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.migstream.vfio.V1DeviceState.V1StateBit.NDMA;
import static org.migstream.vfio.V1DeviceState.V1StateBit.RESUMING;
import static org.migstream.vfio.V1DeviceState.V1StateBit.RUNNING;
import static org.migstream.vfio.V1DeviceState.V1StateBit.SAVING;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V1DeviceState.V1StateBit;

/**
 * The states of v1. A request may change several bits at once; this class divides the request into steps between valid
 * states. Each step changes one bit.
 *
 * <p>Bits are cleared before others are set, so RESUMING is never combined with SAVING or RUNNING. No bit changes
 * twice, so every path is a shortest one. RUNNING is cleared before NDMA and set after it, so no DMA starts on a path
 * between two states that allow none.
 *
 * @param hasNdma whether the device supports NDMA (VFIO_REGION_INFO_CAP_MIG_NDMA)
 * @param precedence the order of RUNNING and SAVING, which v1 does not define; see {@link V1Precedence}
 */
public record V1StateMachine(boolean hasNdma, V1Precedence precedence) implements StateMachine<V1DeviceState> {
    /**
     * The bit that is set first when a request sets RUNNING and SAVING together. v1 does not define the order. The
     * package description gives the reasons for each.
     */
    public enum V1Precedence {
        /** RUNNING is set first, then SAVING. Every migration uses these steps. */
        RUNNING,
        /** SAVING (change logging) is set first, then RUNNING. Each path back has the same steps in reverse order. */
        LOGGING
    }

    /** The default order; the package description gives the reasons. */
    public static final V1Precedence DEFAULT_PRECEDENCE = V1Precedence.RUNNING;

    private static final List<V1StateBit> CLEAR_ORDER = List.of(RUNNING, NDMA, SAVING, RESUMING);
    private static final List<V1StateBit> SET_ORDER = List.of(RESUMING, SAVING, NDMA, RUNNING);
    private static final List<V1StateBit> SET_ORDER_RUNNING_FIRST = List.of(NDMA, RUNNING, SAVING);

    @Override
    public String uapi() {
        return "v1";
    }

    @Override
    public List<String> features() {
        return hasNdma ? List.of(NDMA.name()) : List.of();
    }

    @Override
    public List<V1DeviceState> states() {
        return IntStream.range(0, 1 << V1StateBit.values().length)
                .mapToObj(V1DeviceState::new)
                .filter(state -> state.isValid() && isSupported(state))
                .toList();
    }

    @Override
    public V1DeviceState parseState(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals(V1DeviceState.error().toString())) {
            return V1DeviceState.error();
        }
        Set<V1StateBit> bits = EnumSet.noneOf(V1StateBit.class);
        if (!upper.equals("0")) {
            for (String word : upper.split("\\|", -1)) {
                bits.add(parseBit(word.strip(), name));
            }
        }
        return V1DeviceState.of(bits);
    }

    private static V1StateBit parseBit(String word, String name) {
        for (V1StateBit bit : V1StateBit.values()) {
            if (bit.name().equals(word)) {
                return bit;
            }
        }
        throw new IllegalArgumentException(
                "v1 has no state " + name + "; use 0, ERROR or a combination of NDMA|RESUMING|SAVING|RUNNING");
    }

    @Override
    public V1DeviceState stateAfterReset() {
        return V1DeviceState.of(Set.of(RUNNING));
    }

    @Override
    public boolean requestsAnyDistance() {
        return true;
    }

    @Override
    public Transition<V1DeviceState> transition(V1DeviceState from, V1DeviceState to) {
        for (V1DeviceState state : List.of(from, to)) {
            if (!state.isValid() && !state.isError()) {
                return Transition.refused(from, to, state + " is invalid: RESUMING excludes SAVING and RUNNING");
            }
            if (!isSupported(state)) {
                return Transition.refused(from, to, state + " is not supported without NDMA");
            }
        }
        if (from.value() != to.value()) {
            if (to.isError()) {
                return Transition.refused(from, to, "ERROR is not a state that can be requested");
            }
            if (from.isError()) {
                return Transition.refused(from, to, "only VFIO_DEVICE_RESET leaves ERROR, to " + stateAfterReset());
            }
        }
        return Transition.allowed(from, to, path(from, to));
    }

    private boolean isSupported(V1DeviceState state) {
        return hasNdma || !state.isSet(NDMA);
    }

    private List<V1DeviceState> path(V1DeviceState from, V1DeviceState to) {
        List<V1StateBit> order = new ArrayList<>();
        CLEAR_ORDER.stream().filter(from::isSet).forEach(order::add);
        boolean runningFirst = precedence == V1Precedence.RUNNING && to.isSet(RUNNING) && !from.isSet(RUNNING);
        (runningFirst ? SET_ORDER_RUNNING_FIRST : SET_ORDER)
                .stream().filter(to::isSet).forEach(order::add);
        List<V1DeviceState> path = new ArrayList<>();
        V1DeviceState current = from;
        for (V1StateBit bit : order) {
            // A bit that both states have is in the list twice and does not change.
            if (from.isSet(bit) != to.isSet(bit)) {
                current = current.withFlipped(bit);
                path.add(current);
            }
        }
        return path;
    }
}
