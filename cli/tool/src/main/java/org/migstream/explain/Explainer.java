// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.RegisterByteChange;
import org.migstream.report.Outcome;
import org.migstream.vfio.DriverError;

/** Turns what was said when a migration failed into what it means. */
public final class Explainer {
    /** More than anybody pastes, in characters; what follows is left out. */
    public static final int LONGEST = 1 << 16;

    private final KnownMessages known = KnownMessages.load();

    /** Explains a message alone. */
    public Explanation explain(String message) {
        List<Meaning> meanings = new ArrayList<>();
        List<Saying> sayings = sayings(message);
        Set<String> named = named(sayings);
        for (Saying saying : sayings) {
            Answer answer = new Answer(named);
            alone(saying, lookups(saying, sayings), answer);
            meanings.add(meaning(saying, answer));
        }
        return new Explanation(message, null, Outcome.WHOLE, Optional.empty(), meanings);
    }

    /** Explains a message with the stream that it is about. */
    public Explanation explain(String message, StreamReport report) throws IOException {
        List<Saying> sayings = sayings(message);
        Set<String> named = named(sayings);
        List<Meaning> meanings = new ArrayList<>();
        for (Saying saying : sayings) {
            Answer answer = new Answer(named);
            for (LookupName name : lookups(saying, sayings)) {
                name.lookup().look(saying, report, answer);
            }
            meanings.add(meaning(saying, answer));
        }
        return new Explanation(
                message, report.input(), report.outcome(), report.findings().reason(), meanings);
    }

    private List<Saying> sayings(String message) {
        return known.in(message.substring(0, Math.min(LONGEST, message.length())));
    }

    private static Set<String> named(List<Saying> sayings) {
        return sayings.stream()
                .map(saying -> saying.group("idstr"))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the cause is told too, the mere result sends nobody looking for others. */
    private static List<LookupName> lookups(Saying saying, List<Saying> all) {
        boolean causeTold = all.get(0).known().weight() == Weight.CAUSE;
        return causeTold && saying.known().weight() == Weight.RESULT
                ? List.of()
                : saying.known().lookups();
    }

    private static Meaning meaning(Saying saying, Answer answer) {
        return new Meaning(
                saying.known().id(),
                saying.text(),
                saying.meaning(),
                answer.places(),
                saying.advice(),
                answer.findings());
    }

    /** What can be told of the numbers without a stream. */
    private static void alone(Saying saying, List<LookupName> lookups, Answer answer) {
        if (lookups.contains(LookupName.REGISTER)) {
            int register = saying.hex("register");
            answer.say("0x%02x belongs to %s; the stream tells more"
                    .formatted(register, RegisterByteChange.name(register)));
        }
        if (lookups.contains(LookupName.ERRNO) && answer.aboutVfio()) {
            saying.errno().ifPresent(errno -> DriverError.of(errno).forEach(error -> answer.say(error.toString())));
        }
    }
}
