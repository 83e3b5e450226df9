// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * An option with a value, or a positional parameter. It may be missing; the methods that return an {@link Argument}
 * change that.
 *
 * @param <T> the type of the value
 */
public final class Value<T> extends Argument<Optional<T>> {
    /** The help without what the syntax adds. */
    private final ArgumentHelp help;

    private final WordConverter<T> converter;

    /** The words that shells complete; null if the value can be any text. */
    private final @Nullable Iterable<String> words;

    private Value(ArgumentHelp help, WordConverter<T> converter, @Nullable Iterable<String> words) {
        this.help = help;
        this.converter = converter;
        this.words = words;
    }

    private static Value<String> of(List<String> names, String label, String summary) {
        return new Value<>(
                new ArgumentHelp(names, label, summary, List.of(), false),
                word -> word,
                label.indexOf('|') < 0 || names.isEmpty() ? null : new LabelWords(label));
    }

    /**
     * Returns an option such as {@code --device=IDSTR}.
     *
     * @param label the word for the value in the help
     * @param summary the help; <code>${DEFAULT-VALUE}</code> in it is the default
     */
    public static Value<String> option(String name, String label, String summary) {
        return of(List.of(name), label, summary);
    }

    /**
     * Returns a positional parameter.
     *
     * @param label the word for the parameter in the help
     * @param summary the help
     */
    public static Value<String> positional(String label, String summary) {
        return of(List.of(), label, summary);
    }

    /** Adds what only manual pages say. */
    public Value<T> details(String... paragraphs) {
        return new Value<>(help.withDetails(List.of(paragraphs)), converter, words);
    }

    /** Adds a short name such as {@code -o}. */
    public Value<T> withShortName(String shortName) {
        ArgumentHelp named = new ArgumentHelp(
                List.of(shortName, help.name()), help.label(), help.summary(), help.details(), help.repeatable());
        return new Value<>(named, converter, words);
    }

    /** Converts the value. A word that the converter refuses is a wrong argument. */
    public <U> Value<U> convertedBy(WordConverter<U> newConverter) {
        return new Value<>(help, newConverter, words);
    }

    /**
     * Lets shells complete words.
     *
     * @param newWords the words; an iterator is taken only to write the completion
     */
    public Value<T> completedBy(Iterable<String> newWords) {
        return new Value<>(help, converter, newWords);
    }

    /** Returns an option that has a value in any case. */
    public Argument<T> withDefault(String word) {
        return new DerivedValue<>(this, ValueSyntax.withDefault(word), words -> words.get(0));
    }

    /** Returns a positional parameter that must be given. */
    public Argument<T> required() {
        return new DerivedValue<>(this, ValueSyntax.REQUIRED, words -> words.get(0));
    }

    /** Returns an option that may be given more than once. */
    public Argument<List<T>> repeatable() {
        return new DerivedValue<>(this, ValueSyntax.REPEATABLE, words -> words);
    }

    /** Returns an option that may be given more than once, each time with several values. */
    public Argument<List<T>> repeatableWithCommas() {
        return new DerivedValue<>(this, ValueSyntax.COMMA_SEPARATED, words -> words);
    }

    /** Returns a positional parameter that must be given, and may be given more than once. */
    public Argument<List<T>> oneOrMore() {
        return new DerivedValue<>(this, ValueSyntax.ONE_OR_MORE, words -> words);
    }

    /**
     * Returns a positional parameter that must be given, and may be given more than once, after others.
     *
     * @param others the number of the positional parameters before it
     */
    public Argument<List<T>> oneOrMoreAfter(int others) {
        return new DerivedValue<>(this, ValueSyntax.oneOrMoreAfter(others), words -> words);
    }

    /** Returns a positional parameter that may be missing or given more than once. Its label shows this. */
    public Argument<List<T>> zeroOrMore() {
        return new DerivedValue<>(this, ValueSyntax.ZERO_OR_MORE, words -> words);
    }

    /**
     * Returns a positional parameter that may be missing or given more than once, after others.
     *
     * @param others the number of the positional parameters before it
     */
    public Argument<List<T>> zeroOrMoreAfter(int others) {
        return new DerivedValue<>(this, ValueSyntax.zeroOrMoreAfter(others), words -> words);
    }

    /** Returns a positional parameter that may be missing or given twice. Its label shows this. */
    public Argument<List<T>> upToTwo() {
        return new DerivedValue<>(this, ValueSyntax.UP_TO_TWO, words -> words);
    }

    @Override
    ArgSpec newSpec() {
        return newSpec(ownSyntax());
    }

    /** Returns the syntax of a value that may be missing. */
    private ValueSyntax ownSyntax() {
        return help.isOption() ? ValueSyntax.REQUIRED : ValueSyntax.OPTIONAL;
    }

    @Override
    public ArgumentHelp help() {
        return help(ownSyntax());
    }

    /** Returns what help and manual pages say about this value with another syntax. */
    ArgumentHelp help(ValueSyntax syntax) {
        return help.withSyntax(syntax);
    }

    /** Returns a new model. The parser keeps words, and converts them only to report wrong ones. */
    ArgSpec newSpec(ValueSyntax syntax) {
        Class<?> type = syntax.isList() ? List.class : String.class;
        ITypeConverter<String> check = this::requireConvertible;
        return !help.isOption()
                ? PositionalParamSpec.builder()
                        .paramLabel(help.label())
                        .description(help.summary())
                        .index(syntax.index())
                        .type(type)
                        .auxiliaryTypes(String.class)
                        .converters(check)
                        .completionCandidates(words)
                        .arity(syntax.arity())
                        .required(syntax.isRequired())
                        .hideParamSyntax(syntax.isInLabel())
                        .build()
                : OptionSpec.builder(help.names().toArray(String[]::new))
                        .paramLabel(help.label())
                        .description(help(syntax).summary())
                        .type(type)
                        .auxiliaryTypes(String.class)
                        .converters(check)
                        .completionCandidates(words)
                        .splitRegex(syntax.separator())
                        .defaultValue(syntax.defaultWord())
                        .build();
    }

    private String requireConvertible(String word) {
        try {
            converter.convert(word);
            return word;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Returns the values after parsing. */
    List<T> values(List<ArgSpec> parsed) {
        List<T> values = new ArrayList<>();
        for (ArgSpec spec : parsed) {
            for (String word : words(spec)) {
                values.add(converter.convert(word));
            }
        }
        return values;
    }

    private static List<String> words(ArgSpec spec) {
        if (spec.isMultiValue()) {
            List<String> words = spec.getValue();
            return words == null ? List.of() : words;
        }
        String word = spec.getValue();
        return word == null ? List.of() : List.of(word);
    }

    @Override
    Optional<T> result(List<ArgSpec> parsed) {
        List<T> values = values(parsed);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }
}
