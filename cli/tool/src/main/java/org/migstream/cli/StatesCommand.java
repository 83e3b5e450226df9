// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.states.StatesJson;
import org.migstream.states.StatesText;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V1DeviceState.V1StateBit;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.V1StateMachine.V1Precedence;
import org.migstream.vfio.V2StateMachine;

/** {@code migstream states}. */
final class StatesCommand implements CliCommand {
    private static final Argument<String> UAPI = Value.option(
                    "--uapi", "v1|v2", "Select the protocol (default: ${DEFAULT-VALUE}).")
            .details(
                    ArgumentHelp.entry("v1", "the device_state register of older kernels"),
                    ArgumentHelp.entry("v2", "Linux 5.18 and newer"))
            .withDefault("v2");
    private static final Value<String> FEATURES = Value.option(
                    "--features", "LIST", "Assume a device with these features, with commas (default: all).")
            .details("The features of v2 are STOP_COPY, P2P and PRE_COPY. That of v1 is NDMA; none is a device without"
                    + " it.");
    private static final Value<String> PREFER = Value.option(
                    "--prefer", "running|logging", "Select the bit that changes first (v1 only).")
            .details(
                    "This decides if RUNNING and SAVING change together.",
                    ArgumentHelp.entry("running", "as in every migration (default)"),
                    ArgumentHelp.entry("logging", "The way back has the same steps in reverse order."));
    private static final Flag JSON = Flag.of("--json", "Print a JSON document (migstream.states/1).");
    private static final Argument<List<String>> STATES = Value.positional(
                    "[FROM TO]", "Two states, such as RUNNING and STOP_COPY.")
            .details("In v1, a state is a set of bits, such as NDMA|RUNNING; 0 means that no bit is set.")
            .upToTwo();

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Explain the states of VFIO migration and the paths between them.",
                    "Prints the steps from one state to another or, without FROM and TO, the paths between all states."
                            + " This requires no device: the paths follow from the rules that the kernel sets for all drivers.")
            .add(UAPI, FEATURES, PREFER, JSON, STATES)
            .addCommon(ColorOption.COLOR)
            .exitStatus(0, "the kernel allows the transition, or all paths were printed")
            .exitStatus(1, "the kernel does not allow the transition")
            .exitStatus(2, "wrong arguments: an unknown state or feature")
            .exitStatus(5, "the result cannot be written")
            .examples(
                    "  migstream states",
                    "  migstream states --features STOP_COPY,P2P RUNNING STOP_COPY",
                    "  migstream states --uapi v1 RUNNING 0");

    private final Invocation invocation;
    private final Arguments arguments;
    private final List<String> states;

    StatesCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        states = arguments.get(STATES);
    }

    @Override
    public ExitStatus run() throws IOException {
        return printTransitions(parseArguments(this::createStateMachine));
    }

    private <S extends MigrationState> ExitStatus printTransitions(StateMachine<S> machine) throws IOException {
        List<Transition<S>> transitions = parseArguments(() -> selectTransitions(machine));
        boolean selected = !states.isEmpty();
        if (arguments.has(JSON)) {
            new StatesJson(invocation.stdout()).render(machine, transitions);
        } else {
            invocation.printText((writer, terminal) -> {
                StatesText text = new StatesText(writer, terminal.usesColour(), terminal.columns());
                if (selected) {
                    text.render(machine, transitions.get(0));
                } else {
                    text.render(machine);
                }
            });
        }
        invocation.stdout().flush();
        return selected && transitions.get(0).refusal().isPresent() ? ExitStatus.NEGATIVE_RESULT : ExitStatus.SUCCESS;
    }

    private <S extends MigrationState> List<Transition<S>> selectTransitions(StateMachine<S> machine) {
        switch (states.size()) {
            case 0:
                return machine.allTransitions();
            case 2:
                return List.of(
                        machine.transition(machine.parseState(states.get(0)), machine.parseState(states.get(1))));
            default:
                throw new IllegalArgumentException("give both FROM and TO, or neither");
        }
    }

    private StateMachine<?> createStateMachine() {
        String uapi = arguments.get(UAPI);
        switch (uapi) {
            case "v1":
                List<String> featureNames = parseFeatures(V1StateBit.NDMA.name());
                for (String feature : featureNames) {
                    if (!feature.equals(V1StateBit.NDMA.name())) {
                        throw new IllegalArgumentException(
                                "v1 has no feature " + feature + ", only " + V1StateBit.NDMA);
                    }
                }
                return new V1StateMachine(!featureNames.isEmpty(), parsePrecedence());
            case "v2":
                if (arguments.get(PREFER).isPresent()) {
                    throw new IllegalArgumentException("--prefer requires --uapi v1; v2 fixes the order of the steps");
                }
                return new V2StateMachine(
                        MigrationFlags.ofNames(parseFeatures(String.join(",", MigrationFlags.ALL.names()))));
            default:
                throw new IllegalArgumentException("--uapi must be v1 or v2, not " + uapi);
        }
    }

    private V1Precedence parsePrecedence() {
        Optional<String> name = arguments.get(PREFER);
        if (name.isEmpty()) {
            return V1StateMachine.DEFAULT_PRECEDENCE;
        }
        return Keyword.find(V1Precedence.values(), name.get().toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () -> new IllegalArgumentException("--prefer must be running or logging, not " + name.get()));
    }

    /** Returns the features in {@code --features}, or the default features if the option is missing. */
    private List<String> parseFeatures(String defaultFeatures) {
        String list = arguments.get(FEATURES).orElse(defaultFeatures).toUpperCase(Locale.ROOT);
        if (list.isEmpty() || list.equals("NONE")) {
            return List.of();
        }
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    /** Returns the result of the parser; reports its IllegalArgumentException as a wrong argument. */
    private <T> T parseArguments(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}
