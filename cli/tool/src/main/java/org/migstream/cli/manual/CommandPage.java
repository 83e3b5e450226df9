// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.manual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.CommandModel;

/**
 * The manual page of a command. Its text is that of the model, so that it cannot differ from the help.
 *
 * @param words the words that call the command
 * @param model the arguments and texts of the command
 * @param sharedOptions further options of the command
 * @param commands the commands that a main command has
 * @param related the pages to see also, such as {@code migstream(1)}
 */
record CommandPage(
        String words,
        CommandModel model,
        List<ArgumentHelp> sharedOptions,
        Map<String, CommandModel> commands,
        List<String> related) {
    private static final int SECTION = 1;
    private static final String REPEATABLE = " This option may be given more than once.";

    /** Returns the name of the page. */
    String name() {
        return words.replace(' ', '-');
    }

    /** Returns the name of the file. */
    String fileName() {
        return name() + "." + SECTION;
    }

    /** Returns the content of the file. */
    String text(String date, String source) {
        Roff page = new Roff(name(), SECTION, date, source);
        page.section("NAME");
        page.paragraph(Roff.escape(name()) + " \\- " + Roff.escape(lowerCase(model.summary())));
        page.section("SYNOPSIS");
        page.paragraph(Roff.bold(words) + " "
                + Roff.escape(model.synopsis() + (commands.isEmpty() ? "" : " COMMAND [ARGUMENT]...")));
        page.section("DESCRIPTION");
        page.paragraph(Roff.escape(model.summary()));
        model.description().forEach(paragraph -> page.paragraph(Roff.escape(paragraph)));
        model.details().forEach(paragraph -> page.paragraph(Roff.escape(paragraph)));
        addCommands(page);
        page.section("OPTIONS");
        model.parameters().forEach(parameter -> addArgument(page, parameter));
        model.ownOptions().forEach(option -> addArgument(page, option));
        page.subsection("Common options");
        model.commonOptions().forEach(option -> addArgument(page, option));
        sharedOptions.forEach(option -> addArgument(page, option));
        addList(page, "EXIT STATUS", model.exitStatuses());
        addList(page, "FILES", model.files());
        addList(page, "ENVIRONMENT", model.environment());
        page.section("EXAMPLES");
        page.paragraph("Run the examples in /usr/share/migstream, which has the samples, or at the top of a checkout."
                + " The archive has them in its directory share/migstream.");
        page.lines(unindent(model.allExamples()));
        page.section("SEE ALSO");
        page.paragraph(references());
        return page.toString();
    }

    /** Returns a summary as the rest of a line in lists of pages. */
    private static String lowerCase(String summary) {
        String text = summary.substring(0, 1).toLowerCase(Locale.ROOT) + summary.substring(1);
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private void addCommands(Roff page) {
        if (commands.isEmpty()) {
            return;
        }
        page.section("COMMANDS");
        Map<String, String> summaries = new LinkedHashMap<>();
        commands.forEach((name, command) -> summaries.put(name, command.summary()));
        addEntries(page, summaries);
    }

    private static void addArgument(Roff page, ArgumentHelp argument) {
        page.entry(syntax(argument), Roff.escape(argument.summary() + (argument.repeatable() ? REPEATABLE : "")));
        boolean isInner = false;
        for (String paragraph : argument.details()) {
            int end = paragraph.indexOf(ArgumentHelp.TERM_END);
            boolean isEntry = end >= 0;
            if (isEntry != isInner) {
                if (isEntry) {
                    page.beginInnerList();
                } else {
                    page.endInnerList();
                }
                isInner = isEntry;
            }
            if (isEntry) {
                page.entry(Roff.bold(paragraph.substring(0, end)), Roff.escape(paragraph.substring(end + 1)));
            } else {
                page.entryParagraph(Roff.escape(paragraph));
            }
        }
        if (isInner) {
            page.endInnerList();
        }
    }

    private static String syntax(ArgumentHelp argument) {
        if (!argument.isOption()) {
            return Roff.italic(argument.label());
        }
        List<String> names = new ArrayList<>();
        argument.names().forEach(name -> names.add(Roff.bold(name)));
        return String.join(", ", names) + (argument.label().isEmpty() ? "" : "=" + Roff.italic(argument.label()));
    }

    private static void addList(Roff page, String heading, Map<String, String> entries) {
        if (!entries.isEmpty()) {
            page.section(heading);
            addEntries(page, entries);
        }
    }

    private static void addEntries(Roff page, Map<String, String> entries) {
        entries.forEach((term, meaning) -> page.entry(Roff.bold(term), Roff.escape(meaning)));
    }

    private static List<String> unindent(List<String> lines) {
        List<String> unindented = new ArrayList<>();
        for (String line : lines) {
            unindented.add(line.startsWith("  ") ? line.substring(2) : line);
        }
        return unindented;
    }

    private String references() {
        List<String> references = new ArrayList<>();
        for (String page : related) {
            int section = page.indexOf('(');
            references.add(Roff.bold(page.substring(0, section)) + page.substring(section));
        }
        return String.join(", ", references);
    }
}
