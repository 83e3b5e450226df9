// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.Transition;

/** Writes the states of a device and the paths between them as text for people. */
public final class StatesText {
    private static final String PATH_ROW = "  %s  %-6s  %s";

    private final TextWriter text;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether the text has escape sequences for colours
     * @param columns the width of the terminal; 0 without a terminal
     */
    public StatesText(Writer out, boolean colour, int columns) {
        text = new TextWriter(out, colour, columns);
    }

    /** Writes one transition, step by step. */
    public void render(StateMachine<?> machine, Transition<?> transition) throws IOException {
        String request = transition.from() + " -> " + transition.to();
        if (transition.refusal().isPresent()) {
            text.setColour(Severity.ERROR);
            text.line(request + ": must not be requested");
            text.resetColour();
            text.paragraph("  " + transition.refusal().get());
            return;
        }
        if (transition.path().isEmpty()) {
            text.heading(request + ": nothing to do");
            return;
        }
        String steps = PrintableText.formatCount(transition.path().size(), "step");
        text.heading(request + ": " + steps
                + transition
                        .openedSession()
                        .map(session -> ", opens a " + StatesJson.sessionName(session) + " session")
                        .orElse(""));
        TransitionStepText stepText = TransitionStepText.ofUapi(machine.uapi());
        MigrationState from = transition.from();
        text.item(
                "at first",
                "the device " + stepText.describeDevice(from) + "; its data " + TransitionStepText.describeData(from));
        int number = 0;
        for (Arc<?> arc : transition.arcs()) {
            number++;
            text.blankLine();
            text.line(number + ". " + arc.to());
            text.item("guest", stepText.describeGuest(arc));
            text.item("device", stepText.describeDevice(arc));
            text.item("data", stepText.describeData(arc));
        }
    }

    /** Writes the states, and the path between each pair of states. */
    public <S extends MigrationState> void render(StateMachine<S> machine) throws IOException {
        int width = machine.states().stream()
                .mapToInt(state -> state.toString().length())
                .max()
                .orElse(0);
        TransitionStepText stepText = TransitionStepText.ofUapi(machine.uapi());
        String features =
                machine.features().isEmpty() ? "" : " of a device with " + String.join(", ", machine.features());
        text.heading("states (" + machine.uapi() + ")" + features);
        String row = "  %-" + width + "s  %-5s  %-16s  %s";
        text.line(row.formatted("state", "value", "the device", "its data"));
        for (S state : machine.states()) {
            text.line(row.formatted(
                    state, state.value(), stepText.describeDevice(state), TransitionStepText.describeData(state)));
        }
        text.paragraph(
                "  ERROR cannot be requested; only VFIO_DEVICE_RESET leaves it, to " + machine.stateAfterReset());
        text.blankLine();
        text.heading("paths between them");
        text.line(PATH_ROW.formatted(pad("to", width), "opens", "states entered"));
        for (S from : machine.states()) {
            text.blankLine();
            text.heading("from " + from);
            for (S to : machine.states()) {
                if (!from.equals(to)) {
                    writePath(width, machine.transition(from, to));
                }
            }
        }
    }

    private void writePath(int width, Transition<?> transition) throws IOException {
        String to = pad(transition.to().toString(), width);
        String opens = transition.openedSession().map(StatesJson::sessionName).orElse("-");
        if (transition.refusal().isPresent()) {
            text.setColour(Severity.WARNING);
            text.paragraph(
                    PATH_ROW.formatted(to, opens, "no: " + transition.refusal().get()));
            text.resetColour();
        } else {
            text.line(PATH_ROW.formatted(
                    to, opens, transition.path().stream().map(Object::toString).collect(Collectors.joining(", "))));
        }
    }

    private static String pad(String name, int width) {
        return name + " ".repeat(width - name.length());
    }
}
