// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.migstream.states.StatesJson;
import org.migstream.states.StatesText;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.Transition;
import org.migstream.vfio.V1Precedence;
import org.migstream.vfio.V1StateBit;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.V2StateMachine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migstream states}. */
@Command(
        name = "states",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Explains the states of VFIO migration: how a device gets from one to another, step by step, or the ways"
                    + " between all of them.",
            "Needs no device: this is what kernels and drivers are bound to."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the transition can be asked for, or the table was wanted",
            "1:it must not be asked for",
            "2:wrong arguments: an unknown state or feature",
            "5:the result cannot be written"
        })
final class StatesCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--uapi",
            paramLabel = "v1|v2",
            description = "v2: Linux 5.18 and newer (the default). v1: device_state of the kernels before.")
    private String uapi = "v2";

    @Option(
            names = "--features",
            paramLabel = "LIST",
            description = {
                "What the device offers, by commas (default: everything). v2: STOP_COPY, P2P, PRE_COPY. v1: NDMA, or"
                        + " none."
            })
    private String features;

    @Option(
            names = "--prefer",
            paramLabel = "running|logging",
            description = {
                "v1, where RUNNING and SAVING are set at once: which goes first (default: running, as in every"
                        + " migration; logging has the same steps forth and back)."
            })
    private String precedenceName;

    @Option(names = "--json", description = "One JSON document (migstream.states/1).")
    private boolean json;

    @Parameters(
            arity = "0..2",
            paramLabel = "[FROM TO]",
            hideParamSyntax = true,
            description = "Two states, such as RUNNING and STOP_COPY, or in v1 NDMA|RUNNING, 0 for no bit.")
    private List<String> states = List.of();

    StatesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        return printTransitions(parseArguments(this::createStateMachine)).code();
    }

    private <S extends MigrationState> ExitStatus printTransitions(StateMachine<S> machine) throws IOException {
        List<Transition<S>> transitions = parseArguments(() -> selectTransitions(machine));
        boolean asked = !states.isEmpty();
        if (json) {
            new StatesJson(invocation.stdout()).render(machine, transitions);
        } else {
            invocation.printText((writer, terminal) -> {
                StatesText text = new StatesText(writer, terminal.usesColour(), terminal.columns());
                if (asked) {
                    text.render(machine, transitions.get(0));
                } else {
                    text.render(machine);
                }
            });
        }
        invocation.stdout().flush();
        return asked && transitions.get(0).refusal().isPresent() ? ExitStatus.NEGATIVE_RESULT : ExitStatus.SUCCESS;
    }

    private <S extends MigrationState> List<Transition<S>> selectTransitions(StateMachine<S> machine) {
        switch (states.size()) {
            case 0:
                return machine.allTransitions();
            case 2:
                return List.of(
                        machine.transition(machine.parseState(states.get(0)), machine.parseState(states.get(1))));
            default:
                throw new IllegalArgumentException("FROM and TO belong together");
        }
    }

    private StateMachine<?> createStateMachine() {
        switch (uapi) {
            case "v1":
                List<String> offered = parseFeatures(V1StateBit.NDMA.name());
                for (String feature : offered) {
                    if (!feature.equals(V1StateBit.NDMA.name())) {
                        throw new IllegalArgumentException(
                                "v1 has no feature " + feature + ", only " + V1StateBit.NDMA);
                    }
                }
                return new V1StateMachine(!offered.isEmpty(), parsePrecedence());
            case "v2":
                if (precedenceName != null) {
                    throw new IllegalArgumentException("--prefer belongs to --uapi v1: v2 leaves nothing to choose");
                }
                return new V2StateMachine(
                        MigrationFlags.ofNames(parseFeatures(String.join(",", MigrationFlags.ALL.names()))));
            default:
                throw new IllegalArgumentException("--uapi is v1 or v2, not " + uapi);
        }
    }

    private V1Precedence parsePrecedence() {
        if (precedenceName == null) {
            return V1StateMachine.DEFAULT_PRECEDENCE;
        }
        return Arrays.stream(V1Precedence.values())
                .filter(precedence -> precedence.name().equalsIgnoreCase(precedenceName))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("--prefer is running or logging, not " + precedenceName));
    }

    /** The features that were named, or all. */
    private List<String> parseFeatures(String all) {
        String list = (features == null ? all : features).toUpperCase(Locale.ROOT);
        if (list.isEmpty() || list.equals("NONE")) {
            return List.of();
        }
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    /** Makes something of the arguments; what cannot be made is their fault. */
    private <T> T parseArguments(Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
