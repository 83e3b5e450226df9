// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
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

    /** A word with more mistakes is another word. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private UsageMessage() {}

    /** Returns the message for an exception of the parser. */
    static String of(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return ofUnmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return ofMissing(missing.getMissing());
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
        String given = withoutValue(e.getUnmatched().get(0));
        String word = "'" + given + "'";
        if (e.isUnknownOption()) {
            return "no option is called " + word + suggestions(given, e);
        }
        return e.getCommandLine().getParent() == null
                ? "no command is called " + word + suggestions(given, e)
                : word + " is one argument too many";
    }

    private static String withoutValue(String word) {
        int end = word.startsWith("--") ? word.indexOf('=') : -1;
        return end < 0 ? word : word.substring(0, end);
    }

    private static String suggestions(String word, UnmatchedArgumentException e) {
        List<String> similar = new ArrayList<>(candidates(e));
        similar.removeIf(candidate -> distance(word, candidate) > word.length() / LETTERS_PER_MISTAKE);
        similar.sort(Comparator.comparing(candidate -> distance(word, candidate)));
        return similar.isEmpty()
                ? ""
                : "; did you mean " + String.join(" or ", similar.subList(0, Math.min(similar.size(), MAX_SUGGESTIONS)))
                        + "?";
    }

    /** Returns the words that the user may have meant. */
    private static Set<String> candidates(UnmatchedArgumentException e) {
        return e.isUnknownOption()
                ? e.getCommandLine().getCommandSpec().optionsMap().keySet()
                : e.getCommandLine().getSubcommands().keySet();
    }

    /** Returns how many letters must be added, removed, replaced or exchanged with the next to change one word into the other. */
    private static int distance(String from, String to) {
        int[] rowBeforeLast = {};
        int[] lastRow = {};
        for (int i = 0; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                row[j] = j;
                if (i > 0) {
                    boolean isSame = from.charAt(i - 1) == to.charAt(j - 1);
                    row[j] = Math.min(lastRow[j - 1] + (isSame ? 0 : 1), Math.min(lastRow[j], row[j - 1]) + 1);
                }
                boolean isExchanged = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (isExchanged) {
                    row[j] = Math.min(row[j], rowBeforeLast[j - 2] + 1);
                }
            }
            rowBeforeLast = lastRow;
            lastRow = row;
        }
        return lastRow[to.length()];
    }

    private static String ofMissing(List<ArgSpec> missing) {
        List<String> labels = new ArrayList<>();
        for (ArgSpec argument : missing) {
            if (argument.isOption()) {
                return nameOf(argument) + " needs a value: " + argument.paramLabel();
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
