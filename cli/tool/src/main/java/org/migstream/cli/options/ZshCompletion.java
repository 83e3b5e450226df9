// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes a completion function for zsh with {@code _arguments}.
 *
 * @param main the main command
 */
record ZshCompletion(CommandSpec main) {
    String script() {
        String function = "_" + main.name();
        StringBuilder out = new StringBuilder("#compdef " + main.name() + "\n\n");
        out.append(function).append("() {\n");
        out.append("    local context state state_descr line curcontext=$curcontext\n");
        out.append("    typeset -A opt_args\n");
        out.append("    local -a commands=(\n");
        for (CommandSpec command : ShellCompletion.commands(main)) {
            String text = command.name() + ":" + ShellCompletion.summary(command);
            out.append("        ").append(quote(text)).append('\n');
        }
        out.append("    )\n");
        appendArguments(out, "    ", "_arguments -C -S", main, "'1: :->command' '*:: :->arguments'");
        out.append("    case $state in\n");
        out.append("        command) _describe -t commands 'command' commands ;;\n");
        out.append("        arguments)\n");
        out.append("            curcontext=${curcontext%:*:*}:")
                .append(main.name())
                .append("-$words[1]:\n");
        out.append("            case $words[1] in\n");
        for (CommandSpec command : ShellCompletion.commands(main)) {
            out.append("                ").append(command.name()).append(")\n");
            appendArguments(out, "                    ", "_arguments -S", command, parametersOf(command));
            out.append("                    ;;\n");
        }
        out.append("            esac\n            ;;\n    esac\n}\n\n");
        out.append(function).append(" \"$@\"\n");
        return out.toString();
    }

    private String parametersOf(CommandSpec command) {
        if (command.helpCommand()) {
            return "'1:command:(" + String.join(" ", main.subcommands().keySet()) + ")'";
        }
        return ShellCompletion.parameterWithWords(command)
                .map(ZshCompletion::parameterOf)
                .orElse("'*:file:_files'");
    }

    private static String parameterOf(PositionalParamSpec parameter) {
        String words = "(" + escape(ShellCompletion.words(parameter), "\\:") + ")";
        return quote(
                parameter.isMultiValue()
                        ? "*:word or file:{_alternative \"words\\:word\\:" + words + "\" \"files\\:file\\:_files\"}"
                        : "1:word:" + words);
    }

    private static void appendArguments(
            StringBuilder out, String indent, String call, CommandSpec command, String parameters) {
        out.append(indent).append(call).append(" \\\n");
        for (OptionSpec option : command.options()) {
            List<String> names = ShellCompletion.names(option);
            // Other names of an option, and itself unless it can be repeated, are not offered after it.
            String exclusions = option.isMultiValue() ? "*" : "(" + String.join(" ", names) + ")";
            for (String name : names) {
                String value = ShellCompletion.hasValue(option) ? valueOf(option) : "";
                String form = value.isEmpty() || !name.startsWith("--") ? name : name + "=";
                String text = "[" + escape(ShellCompletion.summary(option), "[]\\") + "]";
                out.append(indent)
                        .append("    ")
                        .append(quote(exclusions + form + text + value))
                        .append(" \\\n");
            }
        }
        out.append(indent).append("    ").append(parameters).append('\n');
    }

    private static String valueOf(OptionSpec option) {
        String words = ShellCompletion.words(option);
        String action = words.isEmpty() ? "_files" : "(" + escape(words, "\\:") + ")";
        return ":" + escape(option.paramLabel(), ":\\") + ":" + action;
    }

    private static String escape(String text, String characters) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                escaped.append('\\');
            }
            escaped.append(text.charAt(i));
        }
        return escaped.toString();
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
