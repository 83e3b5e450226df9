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
    private static final Option FAIL = new Option(
            "fail",
            "FROM..TO[:ERRNO[:STATE]][*TIMES]",
            "fails at this step with an error (EIO) and is in STATE then (FROM); RESET for a step: at a reset");
    private static final Option HANG =
            new Option("hang", "FROM..TO[*TIMES]", "does not come back from this step, or from RESET");

    static final List<Option> OPTIONS = List.of(FAIL, HANG);

    private static final String RESET = "RESET";
    private static final Pattern WRITTEN =
            Pattern.compile("(?:RESET|([^:.]+)\\.\\.([^:.]+))(?::([A-Z0-9]+)(?::([^:]+))?)?");

    private final StateMachine<S> machine;
    private final Options options;
    private final List<StepFault<S>> faults = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    StepFaults(Options options, StateMachine<S> machine) {
        this.options = options;
        this.machine = machine;
        options.all(FAIL).forEach(value -> add(FAIL, value));
        options.all(HANG).forEach(value -> add(HANG, value));
    }

    private void add(Option option, String value) {
        Times counted = Times.of(options, option, value);
        Matcher matcher = WRITTEN.matcher(counted.what());
        if (!matcher.matches() || option.equals(HANG) && matcher.group(3) != null) {
            throw options.wrong(
                    option, value, "FROM..TO or RESET" + (option.equals(FAIL) ? "[:ERRNO[:STATE]]" : "") + "[*TIMES]");
        }
        boolean reset = counted.what().startsWith(RESET);
        S from = reset ? null : named(option, value, matcher.group(1));
        S to = reset ? machine.stateAfterReset() : named(option, value, matcher.group(2));
        if (!reset && !isStep(from, to)) {
            throw options.wrong(
                    option,
                    value,
                    "a step of a device with " + String.join("+", machine.features()) + "; its steps are " + steps());
        }
        S left = matcher.group(4) == null ? from : named(option, value, matcher.group(4));
        Errno errno = option.equals(HANG) ? null : errno(options, option, value, matcher.group(3));
        faults.add(new StepFault<>(from, to, errno, left));
        times.add(counted.times());
    }

    private S named(Option option, String value, String state) {
        try {
            return machine.parseState(state);
        } catch (IllegalArgumentException e) {
            throw options.wrong(option, value, "right: " + e.getMessage());
        }
    }

    /** The error of a name; EIO without one. */
    static Errno errno(Options options, Option option, String value, String name) {
        return Arrays.stream(Errno.values())
                .filter(errno -> errno.name().equals(name == null ? Errno.EIO.name() : name))
                .findFirst()
                .orElseThrow(() -> options.wrong(
                        option,
                        value,
                        "one of the errors "
                                + Arrays.stream(Errno.values()).map(Errno::name).collect(Collectors.joining(", "))));
    }

    private boolean isStep(S from, S to) {
        return machine.transition(from, to).path().equals(List.of(to));
    }

    private String steps() {
        return machine.allTransitions().stream()
                .filter(transition -> transition.path().size() == 1)
                .map(transition -> transition.from() + ".." + transition.to())
                .collect(Collectors.joining(", "));
    }

    /** What goes wrong at a step this time. */
    Optional<StepFault<S>> at(Arc<S> step) {
        return next(step.from(), step.to());
    }

    /** What goes wrong at a reset this time. */
    Optional<StepFault<S>> atReset() {
        return next(null, machine.stateAfterReset());
    }

    private Optional<StepFault<S>> next(S from, S to) {
        for (int i = 0; i < faults.size(); i++) {
            StepFault<S> fault = faults.get(i);
            boolean here = from == null ? fault.from() == null : from.equals(fault.from()) && to.equals(fault.to());
            if (here && times.get(i) > 0) {
                times.set(i, times.get(i) - 1);
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
