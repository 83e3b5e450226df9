// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.simulated.OptionValues.RepeatCount;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * The steps and resets at which a device fails or hangs.
 *
 * @param <S> the states of one uAPI
 */
final class StepFaults<S extends MigrationState> {
    private static final SimulatedOption FAIL = new SimulatedOption(
            "fail",
            "FROM..TO[:ERRNO[:STATE]][*TIMES]",
            "fail at this step with ERRNO (EIO) and move to STATE (FROM); RESET instead of a step: fail at a reset");
    private static final SimulatedOption HANG =
            new SimulatedOption("hang", "FROM..TO[*TIMES]", "do not return from this step, or from RESET");

    static final List<SimulatedOption> OPTIONS = List.of(FAIL, HANG);

    private static final String RESET = "RESET";
    private static final Pattern SYNTAX =
            Pattern.compile("(?:RESET|([^:.]+)\\.\\.([^:.]+))(?::([A-Z0-9]+)(?::([^:]+))?)?");

    private final StateMachine<S> machine;
    private final OptionValues options;
    private final List<StepFault<S>> faults = new ArrayList<>();

    StepFaults(OptionValues options, StateMachine<S> machine) {
        this.options = options;
        this.machine = machine;
        options.values(FAIL).forEach(value -> add(FAIL, value));
        options.values(HANG).forEach(value -> add(HANG, value));
    }

    /** A fault of a step or of a reset. */
    static final class StepFault<S extends MigrationState> {
        private final @Nullable S from;
        private final S to;
        private final @Nullable Errno errno;
        private final @Nullable S stateAfter;
        private long remainingCount;

        /**
         * @param from the state before the step; null for a reset
         * @param errno the error of the call; null if the call hangs
         * @param stateAfter the state after the fault; null for no change
         */
        private StepFault(@Nullable S from, S to, @Nullable Errno errno, @Nullable S stateAfter, long count) {
            this.from = from;
            this.to = to;
            this.errno = errno;
            this.stateAfter = stateAfter;
            this.remainingCount = count;
        }

        private boolean isAt(@Nullable S stepFrom, S stepTo) {
            return stepFrom == null ? from == null : stepFrom.equals(from) && stepTo.equals(to);
        }

        /** Returns the error of the call; empty if the call hangs. */
        Optional<Errno> errno() {
            return Optional.ofNullable(errno);
        }

        /** Returns the state of the device after the fault; empty for no change. */
        Optional<S> stateAfter() {
            return Optional.ofNullable(stateAfter);
        }
    }

    private void add(SimulatedOption option, String value) {
        RepeatCount counted = options.repeatCount(option, value);
        Matcher matcher = SYNTAX.matcher(counted.text());
        if (!matcher.matches() || option.equals(HANG) && matcher.group(3) != null) {
            throw options.invalidValue(
                    option, value, "FROM..TO or RESET" + (option.equals(FAIL) ? "[:ERRNO[:STATE]]" : "") + "[*TIMES]");
        }
        boolean reset = counted.text().startsWith(RESET);
        S from = reset ? null : parseState(option, value, matcher.group(1));
        S to = reset ? machine.stateAfterReset() : parseState(option, value, matcher.group(2));
        if (from != null && !isSingleStep(from, to)) {
            throw options.invalidValue(
                    option,
                    value,
                    "a step of "
                            + (machine.features().isEmpty()
                                    ? "this device"
                                    : "a device with " + String.join("+", machine.features()))
                            + "; the steps are " + describeSteps());
        }
        S stateAfter = matcher.group(4) == null ? from : parseState(option, value, matcher.group(4));
        String errnoName = matcher.group(3) == null ? Errno.EIO.name() : matcher.group(3);
        Errno errno = option.equals(HANG) ? null : options.errno(option, value, errnoName);
        faults.add(new StepFault<>(from, to, errno, stateAfter, counted.count()));
    }

    private S parseState(SimulatedOption option, String value, String state) {
        try {
            return machine.parseState(state);
        } catch (IllegalArgumentException e) {
            throw options.invalidValue(option, value, "valid: " + e.getMessage());
        }
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

    /** Returns the fault of a step and decreases its remaining count; empty if the step has no fault. */
    Optional<StepFault<S>> takeFaultAt(Arc<S> step) {
        return takeFault(step.from(), step.to());
    }

    /** Returns the fault of a reset and decreases its remaining count; empty if the reset has no fault. */
    Optional<StepFault<S>> takeFaultAtReset() {
        return takeFault(null, machine.stateAfterReset());
    }

    private Optional<StepFault<S>> takeFault(@Nullable S from, S to) {
        for (StepFault<S> fault : faults) {
            if (fault.remainingCount > 0 && fault.isAt(from, to)) {
                fault.remainingCount--;
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
