// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;

/**
 * What changes by itself: which fields of QEMU's own devices, and which capabilities. Some fields have a type that says
 * so; the others are known by their structure (VMStateDescription) and name, from the devices' sources in QEMU 10.0.
 */
final class IgnoreRules {
    /** All of these sections is time. */
    private static final Set<String> CLOCK_SECTIONS = Set.of("timer", "kvmclock", "todclock", "s390-tod", "timebase");

    /** Clocks, the time at which they were read, and the time at which something will happen. */
    private static final Map<String, Set<String>> TIME_FIELDS = Map.ofEntries(
            Map.entry("cpu", Set.of("env.tsc", "env.tsc_offset")),
            Map.entry("apic", Set.of("initial_count_load_time", "next_time", "timer_expiry")),
            Map.entry("pit channel", Set.of("count_load_time", "next_transition_time")),
            Map.entry("i8254", Set.of("channels[0].next_transition_time")),
            Map.entry(
                    "mc146818rtc",
                    Set.of("base_rtc", "last_update", "offset", "next_alarm_time", "next_periodic_time")),
            Map.entry("hpet", Set.of("hpet_counter", "hpet_offset")),
            Map.entry("hpet/offset", Set.of("hpet_offset")),
            Map.entry("ich9_pm", Set.of("acpi_regs.tmr.overflow_time")),
            Map.entry("piix4_pm", Set.of("ar.tmr.overflow_time")),
            Map.entry("tco io device status", Set.of("tco.tmr", "expire_time")),
            Map.entry("vt82c686b_pm", Set.of("ar.tmr.overflow_time")),
            Map.entry("ptimer", Set.of("last_event", "next_event")),
            Map.entry("uhci", Set.of("expire_time")),
            Map.entry("ehci-core", Set.of("last_run_ns")),
            Map.entry("pl031", Set.of("tick_offset", "tick_offset_vmstate")),
            Map.entry("pl031/tick-offset", Set.of("tick_offset")),
            Map.entry("goldfish_rtc", Set.of("tick_offset", "tick_offset_vmstate")),
            Map.entry("spapr/rtc", Set.of("ns_offset")),
            Map.entry("ds1338", Set.of("offset")),
            Map.entry("slavio_timer", Set.of("count", "counthigh")));

    /**
     * Bytes of a field that are the time of day, by their places, and their names in the data sheet of the MC146818; the
     * alarms between them are the guest's. Register 0x32 is the century (RTC_CENTURY in mc146818rtc_regs.h).
     */
    private static final SortedMap<Integer, String> RTC_TIME_REGISTERS =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.ofEntries(
                    Map.entry(0x00, "seconds"),
                    Map.entry(0x02, "minutes"),
                    Map.entry(0x04, "hours"),
                    Map.entry(0x06, "day of week"),
                    Map.entry(0x07, "day of month"),
                    Map.entry(0x08, "month"),
                    Map.entry(0x09, "year"),
                    Map.entry(0x32, "century"))));

    private static final SortedMap<Integer, String> NO_REGISTERS = Collections.emptySortedMap();

    /**
     * Capabilities (MigrationCapability in QEMU's qapi/migration.json, of all versions) that say how, and not what, the
     * source sent. What the others say is in the stream, or missing from it: {@code x-ignore-shared}, for one.
     */
    private static final Set<String> TRANSPORT_CAPABILITIES = Set.of(
            "auto-converge",
            "background-snapshot",
            "compress",
            "dirty-limit",
            "events",
            "late-block-activate",
            "mapped-ram",
            "multifd",
            "pause-before-switchover",
            "postcopy-blocktime",
            "postcopy-preempt",
            "postcopy-ram",
            "rdma-pin-all",
            "release-ram",
            "return-path",
            "switchover-ack",
            "xbzrle",
            "zero-blocks",
            "zero-copy-send");

    /** The words that name a group of counters, in front of a dot or alone. */
    private static final Set<String> COUNTER_GROUPS = Set.of("statistics", "tally_counters", "txq_stats", "rxq_stats");

    private IgnoreRules() {}

    /** As what a section can be ignored; null if it cannot. */
    static @Nullable IgnoreCategory ofSection(SectionKey section) {
        return CLOCK_SECTIONS.contains(section.idstr()) ? IgnoreCategory.TIMER : null;
    }

    /** The bytes of a field that are the time of day, though all of it is not: names by places; mostly none. */
    static SortedMap<Integer, String> rtcTimeRegisters(String structure, String field) {
        return structure.equals("mc146818rtc") && field.equals("cmos_data") ? RTC_TIME_REGISTERS : NO_REGISTERS;
    }

    /** As what a capability of the source can be ignored; null if it cannot. */
    static @Nullable IgnoreCategory ofCapability(String capability) {
        return TRANSPORT_CAPABILITIES.contains(capability) ? IgnoreCategory.TRANSPORT : null;
    }

    /**
     * As what a field can be ignored; null if it cannot.
     *
     * @param structure the name of the description that it stands in
     * @param field its name there
     * @param type QEMU's name of its type
     */
    static @Nullable IgnoreCategory ofField(SectionKey section, String structure, String field, String type) {
        if (ofSection(section) != null
                || type.equals("timer")
                || TIME_FIELDS.getOrDefault(structure, Set.of()).contains(field)) {
            return IgnoreCategory.TIMER;
        }
        if (type.equals("unused_buffer")) {
            return IgnoreCategory.FILLER;
        }
        int dot = field.indexOf('.');
        return COUNTER_GROUPS.contains(dot < 0 ? field : field.substring(0, dot)) ? IgnoreCategory.STATISTICS : null;
    }
}
