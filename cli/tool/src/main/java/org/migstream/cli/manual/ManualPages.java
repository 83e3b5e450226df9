// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.CommandParser;

/**
 * Writes the manual pages of a program and its commands, and those made from documents. The same input gives the same bytes.
 *
 * @param date the date in the pages, as {@code YYYY-MM-DD}
 * @param source the program and its version
 */
public record ManualPages(String date, String source) {
    /** Documents, by the names of their pages without the name of the program. */
    private static final Map<String, String> DOCUMENTS = documents();

    private static Map<String, String> documents() {
        Map<String, String> documents = new LinkedHashMap<>();
        documents.put("formats", "formats.md");
        documents.put("plugins", "plugins.md");
        documents.put("json", "json.md");
        return documents;
    }

    /**
     * Writes the pages.
     *
     * @param documents the directory of the documents
     * @param output the directory for the pages, which is created
     */
    public void write(CommandParser parser, Path documents, Path output) throws IOException {
        Files.createDirectories(output);
        for (CommandPage page : commandPages(parser)) {
            Files.writeString(output.resolve(page.fileName()), page.text(date, source));
        }
        for (Map.Entry<String, String> document : DOCUMENTS.entrySet()) {
            String name = parser.name() + "-" + document.getKey();
            List<String> lines = Files.readAllLines(documents.resolve(document.getValue()));
            Files.writeString(output.resolve(name + ".7"), MarkdownPage.convert(name, lines, date, source));
        }
    }

    private static List<CommandPage> commandPages(CommandParser parser) {
        List<ArgumentHelp> sharedOptions = new ArrayList<>();
        for (Argument<?> option : parser.sharedOptions()) {
            sharedOptions.add(option.help());
        }
        String name = parser.name();
        List<String> topics = new ArrayList<>();
        DOCUMENTS.keySet().forEach(topic -> topics.add(name + "-" + topic + "(7)"));
        List<String> commands = new ArrayList<>();
        parser.models().keySet().forEach(command -> commands.add(name + "-" + command + "(1)"));
        List<CommandPage> pages = new ArrayList<>();
        pages.add(new CommandPage(name, parser.mainModel(), sharedOptions, parser.models(), concat(commands, topics)));
        for (Map.Entry<String, CommandModel> command : parser.models().entrySet()) {
            List<String> related = concat(List.of(name + "(1)"), topics);
            pages.add(new CommandPage(
                    name + " " + command.getKey(), command.getValue(), sharedOptions, Map.of(), related));
        }
        return pages;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
