// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.stream.SectionKey;

/**
 * The devices that a text names.
 *
 * @param idstrs the idstrs in the known messages of the text, and those of the stream's VFIO devices anywhere in it
 * @param byAddress the VFIO devices of the stream whose PCI address in the guest is in the text; only if the text has no
 *     idstr. QEMU and the kernel often print the address on the host, so the text may be about another device
 */
record MentionedDevices(Set<String> idstrs, List<DeviceReport> byAddress) {
    /** Searches a text. Without a stream, only the known messages name devices. */
    static MentionedDevices of(List<MessageMatch> matches, String text, @Nullable StreamReport report) {
        Set<String> idstrs = new TreeSet<>();
        matches.forEach(match -> match.group("idstr").ifPresent(idstrs::add));
        List<DeviceReport> byAddress = new ArrayList<>();
        if (report != null) {
            for (DeviceReport device : report.devices()) {
                SectionKey key = device.device().key();
                if (key != null && contains(text, key.idstr())) {
                    idstrs.add(key.idstr());
                } else if (key != null && key.isVfio() && contains(text, address(key))) {
                    byAddress.add(device);
                }
            }
        }
        return new MentionedDevices(idstrs, idstrs.isEmpty() ? List.copyOf(byAddress) : List.of());
    }

    /** Returns the part of an idstr before the type of the device: its PCI address in the guest, if it has one. */
    private static String address(SectionKey key) {
        int slash = key.idstr().lastIndexOf('/');
        return slash < 0 ? "" : key.idstr().substring(0, slash);
    }

    /** Returns whether a text has a name that is not a part of a longer one, such as the path of a device behind a bridge. */
    private static boolean contains(String text, String name) {
        return name.indexOf(':') > 0
                && text.contains(name)
                && Pattern.compile("(?<![\\w.:/-])" + Pattern.quote(name) + "(?![\\w/-]|[.:]\\w)")
                        .matcher(text)
                        .find();
    }
}
