// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;
import org.migstream.spi.Severity;
import org.migstream.vfio.Arc;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.Transition;

/** The states of a device and the ways between them, for people. */
public final class StatesText {
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
            text.paragraph(
                    request + ": must not be asked for: " + transition.refusal().get());
            text.plain();
            return;
        }
        if (transition.path().isEmpty()) {
            text.heading(request + ": nothing to do");
            return;
        }
        text.heading(request + ": " + Printable.count(transition.path().size(), "step"));
        StepText words = StepText.of(machine.uapi());
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
        String features =
                machine.features().isEmpty() ? "" : " of a device with " + String.join(", ", machine.features());
        text.heading("states (" + machine.uapi() + ")" + features);
        String row = "  %-" + width + "s  %-5s  %-13s  %s";
        text.line(row.formatted("state", "value", "the device", "its data"));
        for (S state : machine.states()) {
            text.line(row.formatted(
                    state,
                    state.value(),
                    StepText.device(state),
                    StepText.data(state).orElse("-")));
        }
        text.paragraph("  ERROR: happens, is not asked for; VFIO_DEVICE_RESET leads to " + machine.afterReset());
        for (S from : machine.states()) {
            text.blank();
            text.heading("from " + from);
            for (S to : machine.states()) {
                if (from != to) {
                    line(width, machine.request(from, to));
                }
            }
        }
    }

    private void line(int width, Transition<?> transition) throws IOException {
        String to = ("  %-" + width + "s  %-6s  ")
                .formatted(
                        transition.to(),
                        transition.session().map(StatesJson::word).orElse("-"));
        if (transition.refusal().isPresent()) {
            text.colour(Severity.WARNING);
            text.paragraph(to + "no: " + transition.refusal().get());
            text.plain();
        } else {
            text.line(to + transition.path().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }
}
