// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes the completions of fish, one {@code complete} for each option.
 *
 * @param main the main command
 */
record FishCompletion(CommandSpec main) {
    private static final String NO_COMMAND_YET = "__fish_use_subcommand";

    String script() {
        StringBuilder out = new StringBuilder();
        for (CommandSpec command : ShellCompletion.commands(main)) {
            appendLine(out, NO_COMMAND_YET, "-f -a " + command.name() + describe(ShellCompletion.summary(command)));
        }
        appendOptions(out, NO_COMMAND_YET, main);
        for (CommandSpec command : ShellCompletion.commands(main)) {
            String condition = "__fish_seen_subcommand_from " + command.name();
            if (command.helpCommand()) {
                String names = String.join(" ", main.subcommands().keySet());
                appendLine(out, condition, "-f -a " + quote(names));
            }
            ShellCompletion.parameterWithWords(command).ifPresent(parameter -> {
                String files = parameter.isMultiValue() ? "" : "-f ";
                appendLine(out, condition, files + "-a " + quote(ShellCompletion.words(parameter)));
            });
            appendOptions(out, condition, command);
        }
        return out.toString();
    }

    private void appendOptions(StringBuilder out, String condition, CommandSpec command) {
        for (OptionSpec option : command.options()) {
            StringBuilder arguments = new StringBuilder();
            for (String name : ShellCompletion.names(option)) {
                arguments.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
                arguments.append(' ');
            }
            String words = ShellCompletion.words(option);
            if (!words.isEmpty()) {
                arguments.append("-x -a ").append(quote(words));
            } else if (ShellCompletion.hasValue(option)) {
                arguments.append("-r");
            }
            appendLine(out, condition, arguments.toString().strip() + describe(ShellCompletion.summary(option)));
        }
    }

    private void appendLine(StringBuilder out, String condition, String arguments) {
        out.append("complete -c ").append(main.name());
        out.append(" -n ")
                .append(quote(condition))
                .append(' ')
                .append(arguments)
                .append('\n');
    }

    private static String describe(String text) {
        return " -d " + quote(text);
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
