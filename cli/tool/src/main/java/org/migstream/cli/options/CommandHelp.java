// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the help of a command, which fits one screen. The manual page has the rest.
 *
 * @param command the words that call the command
 * @param model the arguments and texts of the command
 * @param sharedOptions further options of the command, which help only names
 */
record CommandHelp(String command, CommandModel model, List<Argument<?>> sharedOptions) {
    /** Introduces the examples. */
    private static final String EXAMPLES = "Examples (in /usr/share/migstream, or at the top of a checkout):";

    /** Returns the help. */
    String text() {
        return text(Map.of());
    }

    /** Returns the help of a main command with the list of its commands. */
    String text(Map<String, CommandModel> commands) {
        HelpText text = new HelpText();
        text.line("Usage: " + command + " " + model.synopsis() + (commands.isEmpty() ? "" : " COMMAND [ARGUMENT]..."));
        text.paragraph(model.summary());
        for (String paragraph : model.description()) {
            text.paragraph(paragraph);
        }
        text.blankLine();
        Map<String, String> entries = new LinkedHashMap<>();
        commands.forEach((name, each) -> entries.put(name, each.summary()));
        model.parameters().forEach(parameter -> entries.put(parameter.syntax(), parameter.summary()));
        model.ownOptions().forEach(option -> entries.put(option.syntax(), option.summary()));
        addList(text, entries);
        text.words("Common options (see '" + program() + " help " + topic(commands) + "'):", commonNames());
        if (!model.exitStatuses().isEmpty()) {
            text.blankLine().line("Exit status" + model.exitStatusNote() + ":");
            addList(text, model.exitStatuses());
        }
        text.blankLine().line(EXAMPLES);
        model.examples().forEach(text::line);
        return text.toString();
    }

    /** Returns the name of the main command. */
    private String program() {
        int end = command.indexOf(' ');
        return end < 0 ? command : command.substring(0, end);
    }

    /** Returns the words after {@code help} that show the descriptions of the common options. */
    private String topic(Map<String, CommandModel> commands) {
        return commands.isEmpty() ? "--all " + command.substring(program().length() + 1) : HelpCommand.OPTIONS;
    }

    private List<String> commonNames() {
        List<String> names = new ArrayList<>();
        model.commonOptions().forEach(option -> names.add(option.name()));
        sharedOptions.forEach(option -> names.add(option.help().name()));
        return names;
    }

    private static void addList(HelpText text, Map<String, String> entries) {
        int width = HelpText.termWidth(List.copyOf(entries.keySet()));
        entries.forEach((term, meaning) -> text.entry(term, width, meaning));
    }

    /** Returns a help with the details of the manual page. */
    String fullText() {
        HelpText text = new HelpText();
        text.line("Usage: " + command + " " + model.synopsis());
        text.paragraph(model.summary());
        model.description().forEach(text::paragraph);
        model.details().forEach(text::paragraph);
        model.parameters().forEach(parameter -> describe(text, parameter));
        model.ownOptions().forEach(option -> describe(text, option));
        model.commonOptions().forEach(option -> describe(text, option));
        sharedOptions.forEach(option -> describe(text, option.help()));
        return text.toString();
    }

    /** Returns the descriptions of options. */
    static String describe(String heading, List<ArgumentHelp> options) {
        HelpText text = new HelpText();
        text.paragraph(heading);
        options.forEach(option -> describe(text, option));
        return text.toString();
    }

    private static void describe(HelpText text, ArgumentHelp argument) {
        text.blankLine().line("  " + argument.syntax());
        text.entry("", 2, argument.summary());
        for (String paragraph : argument.details()) {
            text.entry("", 2, paragraph.replace(String.valueOf(ArgumentHelp.TERM_END), ": "));
        }
    }
}
