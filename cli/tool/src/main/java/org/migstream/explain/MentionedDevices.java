// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.HashSet;
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
record MentionedDevices(Set<String> idstrs, Set<SectionKey> byAddress) {
    /**
     * What is before an address on the host: QEMU's prefix (VFIO_MSG_PREFIX of hw/vfio), the name of a VFIO
     * driver in a message of the kernel, or the property of a device.
     */
    private static final String BEFORE_HOST_ADDRESS = "vfio[\\w-]{0,16} |host=";

    /** Searches a text. Without a stream, only the known messages name devices. */
    static MentionedDevices of(List<MessageMatch> matches, String text, @Nullable StreamReport report) {
        Set<String> idstrs = new TreeSet<>();
        matches.forEach(match -> match.group("idstr").ifPresent(idstrs::add));
        Set<SectionKey> byAddress = new HashSet<>();
        if (report != null) {
            for (DeviceReport device : report.devices()) {
                SectionKey key = device.device().key();
                if (key != null && contains(text, key.idstr(), "")) {
                    idstrs.add(key.idstr());
                } else if (key != null
                        && key.isVfio()
                        && contains(text, address(key), "(?<!" + BEFORE_HOST_ADDRESS + ")")) {
                    byAddress.add(key);
                }
            }
        }
        return new MentionedDevices(idstrs, idstrs.isEmpty() ? byAddress : Set.of());
    }

    /** Returns the part of an idstr before the type of the device: its PCI address in the guest, if it has one. */
    private static String address(SectionKey key) {
        int slash = key.idstr().lastIndexOf('/');
        return slash < 0 ? "" : key.idstr().substring(0, slash);
    }

    /** Returns whether a text has a name that is not a part of a longer one, such as the path of a device behind a bridge. */
    private static boolean contains(String text, String name, String lookbehind) {
        return name.indexOf(':') > 0
                && text.contains(name)
                && Pattern.compile(lookbehind + "(?<![\\w.:/-])" + Pattern.quote(name) + "(?![\\w/-]|[.:]\\w)")
                        .matcher(text)
                        .find();
    }
}
