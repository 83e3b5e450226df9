// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.migstream.inspect.checks.MissingChannels;
import org.migstream.inspect.report.SectionEntry;
import org.migstream.inspect.report.StreamOutline.RamSummary;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** The lookups in the outline of a stream: sections, machine, guest memory and damage. */
final class StreamLookups {
    /** The sections that QEMU sends for each CPU (cpu.c, hw/intc/apic_common.c, target machines). */
    private static final Set<String> CPU_SECTIONS = Set.of("cpu_common", "cpu", "apic");

    private StreamLookups() {}

    static void findSection(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        Optional<String> idstr = match.group("idstr");
        if (idstr.isEmpty()) {
            return;
        }
        OptionalLong instance = match.instanceId();
        Map<SectionKey, Section> first = new LinkedHashMap<>();
        report.outline().sections().forEach(entry -> putFirst(entry, first));
        boolean found = false;
        for (Map.Entry<SectionKey, Section> entry : first.entrySet()) {
            SectionKey key = entry.getKey();
            if (key.idstr().equals(idstr.get()) && (instance.isEmpty() || instance.getAsLong() == key.instanceId())) {
                Section section = entry.getValue();
                evidence.addAtOffset(
                        key,
                        section.offset(),
                        "the first section of this device, %s, version %d"
                                .formatted(section.kind(), section.versionId()));
                found = true;
            }
        }
        if (!found) {
            addMissingSection(idstr.get(), first, evidence);
        }
    }

    /** Only START and FULL sections contain the idstr of their device; PART and END contain a number. */
    private static void putFirst(SectionEntry entry, Map<SectionKey, Section> first) {
        Section head = entry.head();
        if (head.kind() == Section.Kind.START || head.kind() == Section.Kind.FULL) {
            first.putIfAbsent(head.key(), head);
        }
    }

    private static void addMissingSection(String idstr, Map<SectionKey, Section> sections, StreamEvidence evidence) {
        String similar = sections.keySet().stream()
                .filter(key -> deviceType(key.idstr()).equals(deviceType(idstr)))
                .limit(StreamEvidence.MAX_FINDINGS)
                .map(key -> key.idstr() + " " + key.instanceId())
                .collect(Collectors.joining(", "));
        evidence.addSearchResult("has no section of this device", "the message is about another stream");
        if (!similar.isEmpty()) {
            evidence.addText("sections with a similar name: " + similar);
        }
    }

    /** Returns the part of an idstr after the address of the device. */
    private static String deviceType(String idstr) {
        return idstr.substring(idstr.lastIndexOf('/') + 1);
    }

    static void findSectionId(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        OptionalLong number = match.decimal("sectionid");
        if (number.isEmpty()) {
            evidence.addText("the number in the message is not that of a section");
            return;
        }
        long id = number.getAsLong();
        AtomicReference<Section> first = new AtomicReference<>();
        report.outline().sections().forEach(entry -> {
            if (entry.head().sectionId() == id) {
                first.compareAndSet(null, entry.head());
            }
        });
        Section section = first.get();
        if (section == null) {
            evidence.addSearchResult("has no section with the number " + id, "");
        } else {
            evidence.addAtOffset(section.key(), section.offset(), "the first section with the number " + id);
        }
    }

    static void findDamage(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        report.findings().stopReason().ifPresent(evidence::addFinding);
        for (LocatedFinding finding : report.findings().all()) {
            if (finding.finding().severity() == Severity.ERROR) {
                evidence.addFinding(finding);
            }
        }
        if (report.outcome() == ReadOutcome.COMPLETE && report.findings().worst() != Severity.ERROR) {
            evidence.addText(
                    evidence.findings().isEmpty()
                            ? "no error was found in the stream: if QEMU loaded this stream, the cause is probably on the"
                                    + " target"
                            : "no error was found in the stream; the warnings that were found are listed below");
        }
    }

    static void findMachine(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        Configuration configuration = report.outline().configuration();
        if (configuration == null) {
            evidence.addSearchResult("does not contain a machine type", "");
        } else {
            boolean same = match.group("received")
                    .filter(configuration.machine()::equals)
                    .isPresent();
            evidence.addAtOffset(
                    null,
                    configuration.offset(),
                    "the stream's machine is " + configuration.machine()
                            + (same ? "" : ": the message is about another stream"));
        }
    }

    static void findRamBlock(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        RamSummary ram = report.outline().ram();
        if (ram == null) {
            evidence.addSearchResult("has no guest memory", "");
            return;
        }
        String name = match.group("block").orElseThrow();
        Optional<RamSummary.Block> block = ram.blocks().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        if (block.isPresent()) {
            evidence.addText(formatSize(block.get()));
            return;
        }
        evidence.addSearchResult("has no block " + name, "");
        evidence.addText("the blocks in the stream: "
                + ram.blocks().stream()
                        .limit(StreamEvidence.MAX_FINDINGS)
                        .map(StreamLookups::formatSize)
                        .collect(Collectors.joining(", ")));
    }

    static void findCpus(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        String idstr = match.group("idstr").orElseThrow();
        if (!CPU_SECTIONS.contains(idstr)) {
            return;
        }
        Set<SectionKey> cpus = new HashSet<>();
        report.outline().sections().forEach(entry -> {
            if (entry.head().key().idstr().equals(idstr)) {
                cpus.add(entry.head().key());
            }
        });
        evidence.addSearchResult(
                "has sections %s of %d CPU%s".formatted(idstr, cpus.size(), cpus.size() == 1 ? "" : "s"), "");
    }

    static void findCapability(MessageMatch match, StreamReport report, StreamEvidence evidence) {
        String name = match.group("capability").orElseThrow();
        Configuration configuration = report.outline().configuration();
        if (configuration == null) {
            evidence.addSearchResult("has no configuration section, which lists capabilities", "");
            return;
        }
        boolean on = configuration.capabilities().contains(name);
        evidence.addAtOffset(
                null,
                configuration.offset(),
                "the stream's configuration %s the capability %s".formatted(on ? "lists" : "does not list", name));
    }

    static void findMultifd(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        if (MissingChannels.isUsed(
                report.outline(),
                report.devices().stream().map(DeviceReport::device).toList())) {
            evidence.addText("pages or device states are on multifd channels: the source used multifd");
        } else {
            evidence.addSearchResult("does not show that the source used multifd", "");
        }
    }

    private static String formatSize(RamSummary.Block block) {
        return "%s: 0x%x bytes".formatted(block.name(), block.usedBytes());
    }
}
