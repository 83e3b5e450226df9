// SPDX-License-Identifier: Apache-2.0
package org.migstream.devices;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Severity;

/** Writes the devices of a host as text for people. */
public final class DevicesText {
    private static final String ROW = "%-42s %-15s %-6s %-7s %s";
    private static final String INDENT = " ".repeat(4);
    private static final String NONE = "-";

    private final TextWriter text;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether the text has escape sequences for colours
     * @param columns the width of the terminal; 0 without a terminal
     */
    public DevicesText(Writer out, boolean colour, int columns) {
        text = new TextWriter(out, colour, columns);
    }

    /** Writes two lines for each device, a third one for a failure, or the reasons why the host has no devices. */
    public void render(DevicesReport report) throws IOException {
        if (report.devices().isEmpty()) {
            text.line("no VFIO devices:");
            for (String message : report.missingPrerequisites()) {
                text.paragraph("  " + PrintableText.escape(message));
            }
            return;
        }
        text.tableHeading(ROW.formatted("device", "driver", "group", "cdev", "used by"));
        for (DevicesReport.DeviceEntry device : report.devices()) {
            String cdevFile = device.cdev();
            String cdev = cdevFile == null ? null : cdevFile.substring(1 + cdevFile.lastIndexOf('/'));
            text.line(ROW.formatted(
                            device.device(),
                            nameOrDash(device.driver()),
                            nameOrDash(device.group()),
                            nameOrDash(cdev),
                            formatUser(device))
                    .stripTrailing());
            DevicesReport.MigrationSupport migration = device.migration();
            if (migration != null) {
                text.paragraph(INDENT + formatMigration(device, migration));
            }
            if (migration == null || device.error() != null) {
                text.setColour(Severity.WARNING);
                text.paragraph(INDENT + PrintableText.escape(nameOrDash(device.error())));
                text.resetColour();
            }
        }
    }

    private static String nameOrDash(@Nullable String name) {
        return name == null ? NONE : PrintableText.escape(name);
    }

    private static String formatUser(DevicesReport.DeviceEntry device) {
        DevicesReport.UserProcess user = device.user();
        if (user == null) {
            return NONE;
        }
        String command = user.command();
        return user.pid() + (command == null ? "" : " (" + PrintableText.escape(command) + ")");
    }

    private static String formatMigration(DevicesReport.DeviceEntry device, DevicesReport.MigrationSupport migration) {
        List<String> parts = new ArrayList<>();
        parts.add(migration.uapi()
                + (migration.features().isEmpty() ? "" : " with " + String.join(", ", migration.features())));
        parts.add(migration.state() == null ? "state unknown" : "now " + migration.state());
        Long stopCopyBytes = migration.stopCopyBytes();
        if (stopCopyBytes != null) {
            parts.add("about " + PrintableText.formatBytes(stopCopyBytes) + " once stopped");
        }
        parts.add(device.decoder() == null ? "no decoder known for its driver" : "decoder " + device.decoder());
        parts.add(Objects.toString(device.pci(), ""));
        parts.removeIf(String::isEmpty);
        return String.join("; ", parts);
    }
}
