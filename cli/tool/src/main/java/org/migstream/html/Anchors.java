// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.check.CheckReport;
import org.migstream.check.DeviceCheck;
import org.migstream.inspect.overview.DeviceRow;
import org.migstream.inspect.overview.Overview;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.spi.Reason;
import org.migstream.stream.SectionKey;

/** The places of a page that other parts link to: devices and finding codes. A page has only the first ones of many. */
final class Anchors {
    /** The maximum number of devices that have a part of their own. */
    static final int MAX_DEVICES = 40;

    private static final int MAX_CODES = 40;

    private final Map<String, Integer> deviceByName = new HashMap<>();
    private final Map<SectionKey, Integer> deviceByKey = new HashMap<>();
    private final Map<String, String> codeIds = new LinkedHashMap<>();

    /** Collects the places of a page. */
    static Anchors of(PageContent content) {
        Anchors anchors = new Anchors();
        Overview overview = content.overview();
        for (int i = 0; i < Math.min(overview.devices().size(), MAX_DEVICES); i++) {
            DeviceRow device = overview.devices().get(i);
            anchors.deviceByName.put(device.key() == null ? "" : device.name(), i + 1);
            if (device.key() != null) {
                anchors.deviceByKey.put(device.key(), i + 1);
            }
        }
        for (FindingRow finding : overview.findings()) {
            anchors.addCode(finding.code());
        }
        content.check().ifPresent(anchors::addCodes);
        return anchors;
    }

    private void addCodes(CheckReport check) {
        for (Reason reason : check.reasons()) {
            addCode(reason.finding().code());
        }
        for (DeviceCheck device : check.devices()) {
            for (Reason reason : device.reasons()) {
                addCode(reason.finding().code());
            }
        }
    }

    private void addCode(String code) {
        if (codeIds.size() < MAX_CODES) {
            codeIds.putIfAbsent(code, "code-" + (codeIds.size() + 1));
        }
    }

    /** Returns the id of a device by its number in the table; null if the page has no part about it. */
    static @Nullable String device(int number) {
        return number <= MAX_DEVICES ? "device-" + number : null;
    }

    /** Returns the number of the device of a section; null if the page has no part about it. */
    @Nullable
    Integer deviceNumber(SectionKey key) {
        return deviceByKey.get(key);
    }

    /** Returns the number of the device that a finding is about; null if it is about none. */
    @Nullable
    Integer deviceNumber(FindingRow finding) {
        boolean isAboutState = !finding.decoder().isEmpty();
        return finding.device().isEmpty() && !isAboutState ? null : deviceByName.get(finding.device());
    }

    /** Returns the codes that the page explains. */
    Set<String> codes() {
        return codeIds.keySet();
    }

    /** Returns the id of the explanation of a code. */
    String codeId(String code) {
        return codeIds.getOrDefault(code, "");
    }

    /** Writes a code, with a link to its explanation. */
    void writeCode(HtmlWriter out, String code) throws IOException {
        out.open("code");
        writeLink(out, codeIds.get(code), Shortened.name(code));
        out.close();
    }

    /** Writes a text, which is a link if there is an id. */
    static void writeLink(HtmlWriter out, @Nullable String id, String text) throws IOException {
        if (id == null) {
            out.text(text);
        } else {
            out.link(id, text);
        }
    }
}
