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
import org.migstream.report.ReadOutcome;
import org.migstream.vfio.DriverError;

/** Turns what was said when a migration failed into what it means. */
public final class Explainer {
    /** More than anybody pastes, in characters; what follows is left out. */
    public static final int MAX_MESSAGE_LENGTH = 1 << 16;

    private final KnownMessages knownMessages = KnownMessages.load();

    /** Explains a message alone. */
    public Explanation explain(String message) {
        List<Diagnosis> meanings = new ArrayList<>();
        List<MessageMatch> sayings = findMessages(message);
        Set<String> named = namedDevices(sayings);
        for (MessageMatch saying : sayings) {
            StreamEvidence answer = new StreamEvidence(named);
            addEvidenceWithoutStream(saying, lookupsFor(saying, sayings), answer);
            meanings.add(diagnose(saying, answer));
        }
        return new Explanation(message, null, ReadOutcome.COMPLETE, Optional.empty(), meanings);
    }

    /** Explains a message with the stream that it is about. */
    public Explanation explain(String message, StreamReport report) throws IOException {
        List<MessageMatch> sayings = findMessages(message);
        Set<String> named = namedDevices(sayings);
        List<Diagnosis> meanings = new ArrayList<>();
        for (MessageMatch saying : sayings) {
            StreamEvidence answer = new StreamEvidence(named);
            for (LookupName name : lookupsFor(saying, sayings)) {
                name.lookup().addEvidence(saying, report, answer);
            }
            meanings.add(diagnose(saying, answer));
        }
        return new Explanation(
                message, report.input(), report.outcome(), report.findings().stopReason(), meanings);
    }

    private List<MessageMatch> findMessages(String message) {
        return knownMessages.findIn(message.substring(0, Math.min(MAX_MESSAGE_LENGTH, message.length())));
    }

    private static Set<String> namedDevices(List<MessageMatch> sayings) {
        return sayings.stream()
                .map(saying -> saying.group("idstr"))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the cause is told too, the mere result sends nobody looking for others. */
    private static List<LookupName> lookupsFor(MessageMatch saying, List<MessageMatch> all) {
        boolean causeTold = all.get(0).message().role() == MessageRole.CAUSE;
        return causeTold && saying.message().role() == MessageRole.RESULT
                ? List.of()
                : saying.message().lookups();
    }

    private static Diagnosis diagnose(MessageMatch saying, StreamEvidence answer) {
        return new Diagnosis(
                saying.message().id(),
                saying.text(),
                saying.meaning(),
                answer.locations(),
                saying.advice(),
                answer.findings());
    }

    /** What can be told of the numbers without a stream. */
    private static void addEvidenceWithoutStream(MessageMatch saying, List<LookupName> lookups, StreamEvidence answer) {
        if (lookups.contains(LookupName.REGISTER)) {
            int register = saying.hexInt("register");
            answer.addText("0x%02x belongs to %s; the stream tells more"
                    .formatted(register, RegisterByteChange.registerNameAt(register)));
        }
        if (lookups.contains(LookupName.ERRNO) && answer.mayConcernVfio()) {
            saying.errno().ifPresent(errno -> DriverError.of(errno).forEach(error -> answer.addText(error.toString())));
        }
    }
}
