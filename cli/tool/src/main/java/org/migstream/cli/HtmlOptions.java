// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;

/** The options of {@code inspect} for a page. */
final class HtmlOptions {
    static final Flag HTML = Flag.of("--html", "Write one HTML page, for a ticket of your own.")
            .details(
                    "The page needs no script and no network. It has the findings with the bytes around them, which may"
                            + " be guest memory: send others a bundle.");
    static final Value<String> OUTPUT = Value.option("--output", "FILE", "With --html: write the page to FILE.")
            .details("FILE appears only when it is complete. Without this option, the page goes to standard output.")
            .withShortName("-o");
    static final Argument<List<TargetOption>> TARGETS = Value.option(
                    "--target", "TARGET", "With --html: add what 'check --target' finds.")
            .details("TARGET can be IDSTR=TARGET, for one device.")
            .convertedBy(TargetOption::of)
            .repeatable();
    static final Value<String> AGAINST =
            Value.option("--against", "STREAM", "With --html: add the differences to STREAM.");
    static final Value<String> LOG = Value.option("--log", "FILE", "With --html: explain the messages in FILE.");

    /** The options that need {@link #HTML}, in the order of the help. */
    static final List<Argument<?>> DETAILS = List.of(OUTPUT, TARGETS, AGAINST, LOG);

    private HtmlOptions() {}

    /**
     * Throws a {@link UsageException} if an option needs {@link #HTML}, or if one chooses parts of the text, which
     * a page has all.
     */
    static void requireConsistent(Arguments arguments, boolean choosesParts) {
        if (arguments.has(HTML)) {
            if (choosesParts) {
                throw new UsageException(
                        "--all, --sections and --hex choose parts of the text; a page has all of them");
            }
            return;
        }
        boolean hasDetail = arguments.get(OUTPUT).isPresent()
                || !arguments.get(TARGETS).isEmpty()
                || arguments.get(AGAINST).isPresent()
                || arguments.get(LOG).isPresent();
        if (hasDetail) {
            throw new UsageException("-o, --target, --against and --log require --html");
        }
    }
}
