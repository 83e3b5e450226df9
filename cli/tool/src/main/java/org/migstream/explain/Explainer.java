// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.KnownMessage.MessageRole;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.RegisterByteChange;
import org.migstream.plugin.Plugins;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DriverError;

/** Explains the messages of a failed migration. */
public final class Explainer {
    private final KnownMessages knownMessages = KnownMessages.load();
    private final Plugins plugins;

    /**
     * @param plugins declare the errors of drivers and the codes of findings; loaded only for a message with an errno, or for a
     *     device with findings
     */
    public Explainer(Plugins plugins) {
        this.plugins = plugins;
    }

    /** Collects the evidence for one message. */
    @FunctionalInterface
    private interface EvidenceCollector {
        void collect(MessageMatch match, List<Lookup> lookups, StreamEvidence evidence) throws IOException;
    }

    /** Explains a text without a stream. */
    public Explanation explain(SearchedText message) {
        try {
            return explain(message, null, Explainer::addEvidenceWithoutStream);
        } catch (IOException e) {
            throw new IllegalStateException("no stream is read", e);
        }
    }

    /**
     * Explains a text with the stream that it is about.
     *
     * @throws IOException if the report cannot be read back
     */
    public Explanation explain(SearchedText message, StreamReport report) throws IOException {
        return explain(message, report, (match, lookups, evidence) -> {
            for (Lookup lookup : lookups) {
                lookup.addEvidence(match, report, evidence);
            }
        });
    }

    private Explanation explain(SearchedText message, @Nullable StreamReport report, EvidenceCollector collector)
            throws IOException {
        KnownMessages.Found found = knownMessages.findInPasted(message.text());
        List<MessageMatch> matches = found.sorted();
        if (matches.isEmpty()) {
            matches = ErrnoWord.in(PastedText.of(message.text())).stream().toList();
        }
        Optional<UnexplainedLines> unexplained = UnexplainedLines.of(message, found.matches(), report);
        boolean isAlone = matches.size() == 1 && unexplained.isEmpty();
        MentionedDevices named = MentionedDevices.of(matches, message.text(), report);
        DeviceFindings deviceFindings = new DeviceFindings(report, plugins::loaded);
        List<Diagnosis> diagnoses = new ArrayList<>();
        for (MessageMatch match : matches) {
            List<DriverError> driverErrors = match.errno().isPresent() ? plugins.driverErrors() : List.of();
            StreamEvidence evidence = new StreamEvidence(named, deviceFindings, driverErrors, report);
            addEndOfInput(match, evidence);
            collector.collect(match, lookupsFor(match, matches), evidence);
            diagnoses.add(diagnosis(match, adviceFor(match, matches, isAlone, evidence), evidence));
        }
        return new Explanation(
                message,
                report == null ? null : report.input(),
                report == null ? ReadOutcome.COMPLETE : report.outcome(),
                report == null ? Optional.empty() : report.findings().stopReason(),
                diagnoses,
                unexplained,
                nearest(message, diagnoses));
    }

    private static Diagnosis diagnosis(MessageMatch match, String advice, StreamEvidence evidence) {
        return new Diagnosis(
                match.message().id(),
                match.message().role(),
                match.originalText(),
                match.flatText(),
                match.wording().sources(),
                match.meaning(),
                evidence.locations(),
                advice,
                evidence.findings());
    }

    private Optional<NearestMessage> nearest(SearchedText message, List<Diagnosis> diagnoses) {
        if (!diagnoses.isEmpty()) {
            return Optional.empty();
        }
        List<KnownMessage> known = knownMessages.all();
        return PastedText.ofJoinedLines(message.text())
                .flatMap(joined -> NearestMessage.of(joined, known))
                .or(() -> NearestMessage.of(PastedText.of(message.text()), known));
    }

    /**
     * Returns the advice; that of a consequence is only right as long as no message contains the cause. If the stream
     * ends or is damaged where the text says that loading failed, nothing else matters before.
     */
    private static String adviceFor(
            MessageMatch match, List<MessageMatch> all, boolean isAlone, StreamEvidence evidence) {
        MessageRole role = match.message().role();
        boolean consequence = role == MessageRole.PLACE || role == MessageRole.RESULT;
        if (consequence && all.get(0).message().role() == MessageRole.CAUSE) {
            return "Remove the cause, which is explained first.";
        }
        String advice = match.advice(evidence.mayConcernVfio(), isAlone);
        Optional<String> damage = evidence.damageAdvice();
        if (damage.isEmpty() || !isAboutContent(match)) {
            return evidence.remedies().isEmpty() ? advice : advice + ' ' + evidence.remedies();
        }
        return consequence ? damage.get() : damage.get() + " If QEMU loaded a whole stream, not this file: " + advice;
    }

    /** Returns whether a message is about what QEMU read, so that the end of the stream may have caused it. */
    private static boolean isAboutContent(MessageMatch match) {
        List<Lookup> lookups = match.message().lookups();
        return match.message().role() == MessageRole.PLACE
                || lookups.contains(Lookup.DAMAGE)
                || lookups.contains(Lookup.REGISTER);
    }

    /**
     * Returns the lookups for a message: none if the message only reports the failure and another message contains the
     * cause.
     */
    private static List<Lookup> lookupsFor(MessageMatch match, List<MessageMatch> all) {
        boolean causeKnown = all.get(0).message().role() == MessageRole.CAUSE;
        return causeKnown && match.message().role() == MessageRole.RESULT
                ? List.of()
                : match.message().lookups();
    }

    /** Adds that a length or a number of 0 shows the end of the input: QEMU's qemu_get_byte() returns 0 there. */
    private static void addEndOfInput(MessageMatch match, StreamEvidence evidence) {
        boolean zero = match.group("read")
                .or(() -> match.group("received"))
                .filter("0"::equals)
                .isPresent();
        if (zero && match.message().lookups().contains(Lookup.DAMAGE)) {
            evidence.addText("QEMU reads 0 after the end of its input: the input probably ended before this place");
        }
    }

    /** Adds the meaning of the numbers in a message, as far as it does not depend on a stream. */
    private static void addEvidenceWithoutStream(MessageMatch match, List<Lookup> lookups, StreamEvidence evidence)
            throws IOException {
        if (lookups.contains(Lookup.REGISTER)) {
            match.hex("register", ConfigSpace.EXPRESS_SIZE - 1)
                    .ifPresent(register -> evidence.addText("0x%02x belongs to %s; give the stream to see its value"
                            .formatted(register, RegisterByteChange.registerNameAt(register))));
            ConfigSpaceLookup.addSlotDifference(match, evidence);
        }
        if (lookups.contains(Lookup.FEATURES)) {
            VirtioFeatureNames.explain(match, evidence);
        }
        if (lookups.contains(Lookup.MAGIC)) {
            MagicNumbers.explain(match, evidence);
        }
        if (lookups.contains(Lookup.ERRNO) && evidence.mayConcernVfio()) {
            match.errno().ifPresent(errno -> evidence.driverErrors(errno)
                    .forEach(error -> evidence.addText(error.toString())));
        }
    }
}
