// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.V1StateMachine.V1Precedence;
import org.migstream.vfio.V2StateMachine;

/** The layout of the text of command states. */
class StatesTextTest {
    static Stream<StateMachine<?>> machines() {
        return Stream.of(
                new V2StateMachine(MigrationFlags.ALL),
                new V1StateMachine(true, V1Precedence.RUNNING),
                new V1StateMachine(true, V1Precedence.LOGGING));
    }

    /**
     * v1 requirements: the text says that clearing SAVING ends the session, and when its data are complete. It says
     * that setting RESUMING may discard the state of the device, and that the device accepts or refuses the state when
     * RESUMING is cleared. The transcripts golden/states*.txt contain the text.
     */
    @ParameterizedTest
    @MethodSource("machines")
    <S extends MigrationState> void lines_fit80Columns_withoutTrailingBlanks(StateMachine<S> machine)
            throws IOException {
        StringWriter written = new StringWriter();
        StatesText text = new StatesText(written, false, 0);
        text.render(machine);
        for (Transition<S> transition : machine.allTransitions()) {
            text.render(machine, transition);
        }
        assertEquals(
                List.of(),
                written.toString().lines().filter(line -> line.length() > 80).toList());
        assertEquals(
                List.of(),
                written.toString().lines().filter(line -> line.endsWith(" ")).toList());
    }
}
