// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.migstream.vfio.Arc;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;

/**
 * The steps at which a device fails or hangs.
 *
 * @param <S> the states of one uAPI
 */
final class StepFaults<S extends MigrationState> {
    private static final SimulatedOption FAIL = new SimulatedOption(
            "fail",
            "FROM..TO[:ERRNO[:STATE]][*TIMES]",
            "fails at this step with an error (EIO) and is in STATE then (FROM); RESET for a step: at a reset");
    private static final SimulatedOption HANG =
            new SimulatedOption("hang", "FROM..TO[*TIMES]", "does not come back from this step, or from RESET");

    static final List<SimulatedOption> OPTIONS = List.of(FAIL, HANG);

    private static final String RESET = "RESET";
    private static final Pattern SYNTAX =
            Pattern.compile("(?:RESET|([^:.]+)\\.\\.([^:.]+))(?::([A-Z0-9]+)(?::([^:]+))?)?");

    private final StateMachine<S> machine;
    private final OptionValues options;
    private final List<StepFault<S>> faults = new ArrayList<>();
    private final List<Long> remainingCounts = new ArrayList<>();

    StepFaults(OptionValues options, StateMachine<S> machine) {
        this.options = options;
        this.machine = machine;
        options.values(FAIL).forEach(value -> add(FAIL, value));
        options.values(HANG).forEach(value -> add(HANG, value));
    }

    private void add(SimulatedOption option, String value) {
        RepeatCount counted = RepeatCount.of(options, option, value);
        Matcher matcher = SYNTAX.matcher(counted.text());
        if (!matcher.matches() || option.equals(HANG) && matcher.group(3) != null) {
            throw options.invalidValue(
                    option, value, "FROM..TO or RESET" + (option.equals(FAIL) ? "[:ERRNO[:STATE]]" : "") + "[*TIMES]");
        }
        boolean reset = counted.text().startsWith(RESET);
        S from = reset ? null : parseState(option, value, matcher.group(1));
        S to = reset ? machine.stateAfterReset() : parseState(option, value, matcher.group(2));
        if (!reset && !isSingleStep(from, to)) {
            throw options.invalidValue(
                    option,
                    value,
                    "a step of a device with " + String.join("+", machine.features()) + "; its steps are "
                            + describeSteps());
        }
        S left = matcher.group(4) == null ? from : parseState(option, value, matcher.group(4));
        Errno errno = option.equals(HANG) ? null : parseErrno(options, option, value, matcher.group(3));
        faults.add(new StepFault<>(from, to, errno, left));
        remainingCounts.add(counted.count());
    }

    private S parseState(SimulatedOption option, String value, String state) {
        try {
            return machine.parseState(state);
        } catch (IllegalArgumentException e) {
            throw options.invalidValue(option, value, "right: " + e.getMessage());
        }
    }

    /** The error of a name; EIO without one. */
    static Errno parseErrno(OptionValues options, SimulatedOption option, String value, String name) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.name().equals(name == null ? Errno.EIO.name() : name))
                .findFirst()
                .orElseThrow(() -> options.invalidValue(
                        option,
                        value,
                        "one of the errors "
                                + Arrays.stream(Errno.values()).map(Errno::name).collect(Collectors.joining(", "))));
    }

    private boolean isSingleStep(S from, S to) {
        return machine.transition(from, to).path().equals(List.of(to));
    }

    private String describeSteps() {
        return machine.allTransitions().stream()
                .filter(transition -> transition.path().size() == 1)
                .map(transition -> transition.from() + ".." + transition.to())
                .collect(Collectors.joining(", "));
    }

    /** What goes wrong at a step this time. */
    Optional<StepFault<S>> takeFaultAt(Arc<S> step) {
        return takeFault(step.from(), step.to());
    }

    /** What goes wrong at a reset this time. */
    Optional<StepFault<S>> takeFaultAtReset() {
        return takeFault(null, machine.stateAfterReset());
    }

    private Optional<StepFault<S>> takeFault(S from, S to) {
        for (int i = 0; i < faults.size(); i++) {
            StepFault<S> fault = faults.get(i);
            boolean here = from == null ? fault.from() == null : from.equals(fault.from()) && to.equals(fault.to());
            if (here && remainingCounts.get(i) > 0) {
                remainingCounts.set(i, remainingCounts.get(i) - 1);
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
