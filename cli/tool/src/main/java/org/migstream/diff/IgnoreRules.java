// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.Configuration;
import org.migstream.stream.SectionKey;

/**
 * Assigns an {@link IgnoreCategory} to the fields of emulated devices, and to the capabilities, that change on their
 * own. The type of some fields shows their category. The other fields are listed by structure (VMStateDescription) and
 * name, from the device sources of QEMU 10.0.
 */
final class IgnoreRules {
    /** Sections that consist of clock values only. */
    private static final Set<String> CLOCK_SECTIONS = Set.of("timer", "kvmclock", "todclock", "s390-tod", "timebase");

    /**
     * Names of fields with clock values, the times at which clocks were read, and the times of future events; by
     * structure.
     */
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
     * The bytes of the field {@code cmos_data} that hold the time of day: offsets, and names in the MC146818 data
     * sheet. The alarm registers between them belong to the guest. Register 0x32 is the century (RTC_CENTURY in
     * mc146818rtc_regs.h).
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
     * Capabilities (MigrationCapability in QEMU's qapi/migration.json, all versions) that change only how the source
     * sends the stream. Other capabilities, such as {@code x-ignore-shared}, change the content of the stream.
     */
    private static final Set<String> TRANSPORT_CAPABILITIES = Set.of(
            "auto-converge",
            "background-snapshot",
            "compress",
            "dirty-limit",
            "events",
            "late-block-activate",
            Configuration.MAPPED_RAM,
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

    /** Names of counter groups. A counter has such a name before the first dot of its name, or as its whole name. */
    private static final Set<String> COUNTER_GROUPS = Set.of("statistics", "tally_counters", "txq_stats", "rxq_stats");

    private IgnoreRules() {}

    /** Returns the category of a section; null if it always counts. */
    static @Nullable IgnoreCategory ofSection(SectionKey section) {
        return CLOCK_SECTIONS.contains(section.idstr()) ? IgnoreCategory.TIMER : null;
    }

    /** Returns the names of the bytes of a field that hold the time of day, by offset; empty for most fields. */
    static SortedMap<Integer, String> rtcTimeRegisters(String structure, String field) {
        return structure.equals("mc146818rtc") && field.equals("cmos_data") ? RTC_TIME_REGISTERS : NO_REGISTERS;
    }

    /** Returns the category of a capability; null if it always counts. */
    static @Nullable IgnoreCategory ofCapability(String capability) {
        return TRANSPORT_CAPABILITIES.contains(capability) ? IgnoreCategory.TRANSPORT : null;
    }

    /**
     * Returns the category of a field; null if it always counts.
     *
     * @param structure name of the VMStateDescription with the field
     * @param field name of the field in it
     * @param type QEMU's name of the field type
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
