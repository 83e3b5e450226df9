// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.report.TextColumn;
import org.migstream.report.TextWriter;
import org.migstream.schema.DocumentSchema;

/** {@code migstream schema}. */
final class SchemaCommand implements CliCommand {
    private static final Value<String> NAME = Value.positional(
                    "NAME", "The document: inspect, inspect/1 or migstream.inspect/1, for example.")
            .completedBy(() ->
                    Stream.of(DocumentSchema.values()).map(DocumentSchema::word).iterator());

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Print the JSON Schema of a document, or list the documents.",
                    "The documents are those that migstream writes or reads. The schemas are of the version 2020-12.",
                    "The schema has the meaning and the unit of each member. Later versions may add members; a member"
                            + " changes its name or meaning only with the number in the document's member 'schema'.")
            .add(NAME)
            .exitStatus(0, "the schema or the list was printed")
            .exitStatus(2, "wrong arguments: an unknown document")
            .exitStatus(5, "the result cannot be written")
            .examples("  migstream schema", "  migstream schema inspect", "  migstream schema migstream.check/1");

    private static final int WORD_WIDTH = 10;

    private final Invocation invocation;
    private final Arguments arguments;

    SchemaCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
    }

    @Override
    public ExitStatus run() throws IOException {
        Optional<String> name = arguments.get(NAME);
        if (name.isPresent()) {
            invocation.stdout().write(findSchema(name.get()).read());
        } else {
            invocation.printText((writer, terminal) -> {
                TextWriter text = new TextWriter(writer, terminal.usesColour(), terminal.columns());
                for (DocumentSchema each : DocumentSchema.values()) {
                    text.paragraph(TextColumn.left(each.word(), WORD_WIDTH) + each.title());
                }
            });
        }
        invocation.stdout().flush();
        return ExitStatus.SUCCESS;
    }

    private static DocumentSchema findSchema(String name) {
        return DocumentSchema.find(name).orElseThrow(() -> {
            StringJoiner words = new StringJoiner(", ");
            for (DocumentSchema each : DocumentSchema.values()) {
                words.add(each.word());
            }
            return new UsageException("'" + name + "' is not a document with a schema; there are " + words);
        });
    }
}
