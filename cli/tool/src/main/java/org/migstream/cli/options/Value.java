// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /** The names of an option; none for a positional parameter. */
    private final String[] names;

    private final String label;
    private final String[] description;
    private final WordConverter<T> converter;

    private Value(String[] names, String label, String[] description, WordConverter<T> converter) {
        this.names = names;
        this.label = label;
        this.description = description;
        this.converter = converter;
    }

    /**
     * Returns an option such as {@code --device=IDSTR}.
     *
     * @param label the word for the value in the help
     * @param description the lines of the help
     */
    public static Value<String> option(String name, String label, String... description) {
        return new Value<>(new String[] {name}, label, description, word -> word);
    }

    /**
     * Returns a positional parameter.
     *
     * @param label the word for the parameter in the help
     */
    public static Value<String> positional(String label, String... description) {
        return new Value<>(new String[0], label, description, word -> word);
    }

    /** Adds a short name such as {@code -o}. */
    public Value<T> withShortName(String shortName) {
        return new Value<>(new String[] {shortName, names[0]}, label, description, converter);
    }

    /** Converts the value. A word that the converter refuses is a wrong argument. */
    public <U> Value<U> convertedBy(WordConverter<U> newConverter) {
        return new Value<>(names, label, description, newConverter);
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

    /** Returns a positional parameter that may be missing or given twice. Its label shows this. */
    public Argument<List<T>> upToTwo() {
        return new DerivedValue<>(this, ValueSyntax.UP_TO_TWO, words -> words);
    }

    @Override
    ArgSpec newSpec() {
        return newSpec(names.length == 0 ? ValueSyntax.OPTIONAL : ValueSyntax.REQUIRED);
    }

    /** Returns a new model. The parser keeps words, and converts them only to report wrong ones. */
    ArgSpec newSpec(ValueSyntax syntax) {
        Class<?> type = syntax.isList() ? List.class : String.class;
        ITypeConverter<String> check = this::requireConvertible;
        return names.length == 0
                ? PositionalParamSpec.builder()
                        .paramLabel(label)
                        .description(description)
                        .index(syntax.index())
                        .type(type)
                        .auxiliaryTypes(String.class)
                        .converters(check)
                        .arity(syntax.arity())
                        .required(syntax.isRequired())
                        .hideParamSyntax(syntax.isInLabel())
                        .build()
                : OptionSpec.builder(names)
                        .paramLabel(label)
                        .description(description)
                        .type(type)
                        .auxiliaryTypes(String.class)
                        .converters(check)
                        .completionCandidates(label.indexOf('|') < 0 ? null : new LabelWords(label))
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
