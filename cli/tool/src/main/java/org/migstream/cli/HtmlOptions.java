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
    static final Flag HTML = Flag.of(
            "--html",
            "Write one HTML page with all that an engineer needs, to attach to a ticket. It needs no script and no"
                    + " network.");
    static final Value<String> OUTPUT = Value.option(
                    "--output",
                    "FILE",
                    "With --html: write the page to FILE (default: standard output). FILE appears only when it is"
                            + " complete.")
            .withShortName("-o");
    static final Argument<List<TargetOption>> TARGETS = Value.option(
                    "--target",
                    "[IDSTR=]TARGET",
                    "With --html: add the comparison with TARGET, as check makes it. May be repeated.")
            .convertedBy(TargetOption::of)
            .repeatable();
    static final Value<String> AGAINST =
            Value.option("--against", "STREAM", "With --html: add the differences to STREAM, as diff finds them.");
    static final Value<String> LOG =
            Value.option("--log", "FILE", "With --html: add what explain finds about the messages in FILE.");

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
