// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;
import org.migstream.vfio.Arc;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.Transition;

/** The states of a device and the ways between them, for people. */
public final class StatesText {
    private static final String WAY = "  %s  %-6s  %s";

    private final TextWriter text;

    /**
     * @param out where the text goes; is not closed
     * @param colour whether the terminal shows colours
     * @param columns of the terminal, 0 if there is none
     */
    public StatesText(Writer out, boolean colour, int columns) {
        text = new TextWriter(out, colour, columns);
    }

    /** Writes one transition, step by step. */
    public void render(StateMachine<?> machine, Transition<?> transition) throws IOException {
        String request = transition.from() + " -> " + transition.to();
        if (transition.refusal().isPresent()) {
            text.colour(Severity.ERROR);
            text.line(request + ": must not be asked for");
            text.plain();
            text.paragraph("  " + transition.refusal().get());
            return;
        }
        if (transition.path().isEmpty()) {
            text.heading(request + ": nothing to do");
            return;
        }
        String steps = Printable.count(transition.path().size(), "step");
        text.heading(request + ": " + steps
                + transition
                        .openedSession()
                        .map(session -> ", opens a " + StatesJson.word(session) + " session")
                        .orElse(""));
        StepText words = StepText.of(machine.uapi());
        MigrationState from = transition.from();
        text.item("at first", "the device " + words.device(from) + "; its data " + StepText.data(from));
        int number = 0;
        for (Arc<?> arc : transition.arcs()) {
            number++;
            text.blank();
            text.line(number + ". " + arc.to());
            text.item("guest", words.guest(arc));
            text.item("device", words.device(arc));
            text.item("data", words.data(arc));
        }
    }

    /** Writes the states, and between each two of them the way. */
    public <S extends MigrationState> void render(StateMachine<S> machine) throws IOException {
        int width = machine.states().stream()
                .mapToInt(state -> state.toString().length())
                .max()
                .orElse(0);
        StepText words = StepText.of(machine.uapi());
        String features =
                machine.features().isEmpty() ? "" : " of a device with " + String.join(", ", machine.features());
        text.heading("states (" + machine.uapi() + ")" + features);
        String row = "  %-" + width + "s  %-5s  %-16s  %s";
        text.line(row.formatted("state", "value", "the device", "its data"));
        for (S state : machine.states()) {
            text.line(row.formatted(state, state.value(), words.device(state), StepText.data(state)));
        }
        text.paragraph("  ERROR is never asked for; only VFIO_DEVICE_RESET leaves it, to " + machine.stateAfterReset());
        text.blank();
        text.heading("ways between them");
        text.line(WAY.formatted(padded("to", width), "opens", "states entered"));
        for (S from : machine.states()) {
            text.blank();
            text.heading("from " + from);
            for (S to : machine.states()) {
                if (!from.equals(to)) {
                    way(width, machine.transition(from, to));
                }
            }
        }
    }

    private void way(int width, Transition<?> transition) throws IOException {
        String to = padded(transition.to().toString(), width);
        String opens = transition.openedSession().map(StatesJson::word).orElse("-");
        if (transition.refusal().isPresent()) {
            text.colour(Severity.WARNING);
            text.paragraph(
                    WAY.formatted(to, opens, "no: " + transition.refusal().get()));
            text.plain();
        } else {
            text.line(WAY.formatted(
                    to, opens, transition.path().stream().map(Object::toString).collect(Collectors.joining(", "))));
        }
    }

    private static String padded(String name, int width) {
        return name + " ".repeat(width - name.length());
    }
}
