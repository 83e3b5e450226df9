// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a command line, in one line. */
final class UsageMessage {
    /** More similar words than these are not a help. */
    private static final int MAX_SUGGESTIONS = 3;

    private UsageMessage() {}

    /** Returns the message for an exception of the parser. */
    static String of(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return ofUnmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return ofMissing(e, missing.getMissing());
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return ofExclusive(e);
        }
        if (e instanceof OverwrittenOptionException overwritten) {
            return nameOf(overwritten.getOverwritten()) + " may be given only once";
        }
        ArgSpec argument = e.getArgSpec();
        if (argument != null && argument.isOption() && isFlag(argument)) {
            return nameOf(argument) + " takes no value, but '" + e.getValue() + "' was given";
        }
        return String.valueOf(e.getMessage());
    }

    private static String ofUnmatched(UnmatchedArgumentException e) {
        String word = "'" + e.getUnmatched().get(0) + "'";
        if (e.isUnknownOption()) {
            return "no option is called " + word + suggestions(e.getSuggestions());
        }
        return e.getCommandLine().getParent() == null
                ? "no command is called " + word + suggestions(e.getSuggestions())
                : word + " is one argument too many";
    }

    private static String suggestions(List<String> similar) {
        return similar.isEmpty()
                ? ""
                : "; did you mean " + String.join(" or ", similar.subList(0, Math.min(MAX_SUGGESTIONS, similar.size())))
                        + "?";
    }

    /** A missing value of an option has a message that names the option. */
    private static String ofMissing(ParameterException e, List<ArgSpec> missing) {
        List<String> labels = new ArrayList<>();
        for (ArgSpec argument : missing) {
            if (argument.isOption()) {
                return String.valueOf(e.getMessage());
            }
            labels.add(argument.paramLabel());
        }
        return String.join(" and ", labels) + (labels.size() == 1 ? " is missing" : " are missing");
    }

    private static String ofExclusive(ParameterException e) {
        List<String> given = new ArrayList<>();
        for (ArgSpec argument : e.getCommandLine().getParseResult().matchedArgs()) {
            if (argument.group() != null && argument.group().exclusive()) {
                given.add(nameOf(argument));
            }
        }
        return String.join(" and ", given) + " exclude each other: give only one of them";
    }

    private static boolean isFlag(ArgSpec argument) {
        return argument.typeInfo().isBoolean();
    }

    private static String nameOf(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
