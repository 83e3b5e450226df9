// SPDX-License-Identifier: Apache-2.0
package org.migstream.states;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.migstream.report.JsonDocument;
import org.migstream.schema.DocumentSchema;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.StateMachine;
import org.migstream.vfio.StateMachine.DataSessionKind;
import org.migstream.vfio.StateMachine.Transition;

/**
 * Writes transitions as JSON, schema {@code migstream.states/1}. Members may be added. A changed name requires a new
 * schema number.
 */
public final class StatesJson {
    private final OutputStream out;

    /** @param out receives the document; this class does not close it */
    public StatesJson(OutputStream out) {
        this.out = out;
    }

    /** Returns the word for a kind of session, {@code save} or {@code resume}. */
    static String sessionName(DataSessionKind session) {
        return session.name().toLowerCase(Locale.ROOT);
    }

    /** Writes the document. */
    public <S extends MigrationState> void render(StateMachine<S> machine, List<Transition<S>> transitions)
            throws IOException {
        new JsonDocument(out, DocumentSchema.STATES, false).write(json -> {
            json.writeStringField("uapi", machine.uapi());
            JsonDocument.writeStrings(json, "features", machine.features());
            json.writeArrayFieldStart("transitions");
            for (Transition<S> transition : transitions) {
                writeTransition(json, transition);
            }
            json.writeEndArray();
        });
    }

    private static void writeTransition(JsonGenerator json, Transition<?> transition) throws IOException {
        json.writeStartObject();
        json.writeStringField("from", transition.from().toString());
        json.writeStringField("to", transition.to().toString());
        if (transition.refusal().isPresent()) {
            json.writeNullField("path");
        } else {
            json.writeArrayFieldStart("path");
            for (MigrationState state : transition.path()) {
                json.writeString(state.toString());
            }
            json.writeEndArray();
        }
        json.writeStringField(
                "session",
                transition.openedSession().map(StatesJson::sessionName).orElse(null));
        json.writeStringField("error", transition.refusal().orElse(null));
        json.writeEndObject();
    }
}
