// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.regex.Pattern;

/**
 * The prefixes that log programs put before a line: dates, hosts, processes, levels, containers. A line with a prefix is
 * the start of a message.
 */
final class LogPrefix {
    private static final String DATE = "\\[?(?:[12][0-9]{3}[-/.][0-9]{2}[-/.][0-9]{2}[T ]"
            + "|(?:\\p{L}{2,3},? )?(?:\\p{Lu}\\p{L}{2,3}\\.? {1,2}[0-9]{1,2}|[0-9]{1,2}\\.? \\p{Lu}\\p{L}{2,3}\\.?)(?: [12][0-9]{3})? )"
            + "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,9})?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?\\]?:?";
    private static final String PROCESS = "[\\w.:@/-]{1,80}\\[[0-9]{1,8}\\]:";
    private static final String HOST_AND_PROCESS = "[\\w.-]{1,80} (?:[\\w.:@/()-]{1,80}\\[[0-9]{1,8}\\]"
            + "|kernel|libvirtd|virtqemud|virt-launcher|virsh|qemu[\\w.-]{0,40}|nova-compute|pvedaemon|systemd):";
    private static final String LIBVIRT = "[0-9]{1,10}: (?:error|warning|info|debug) : (?:\\w{1,80}:[0-9]{1,6} :)?";
    private static final String KERNEL =
            "(?:<[0-9]{1,3}>)?\\[ {0,8}[0-9]{1,9}\\.[0-9]{1,9}\\](?:\\[ {0,6}[TC][0-9]{1,8}\\])?";
    private static final String CONTAINER = "(?:stdout|stderr) [FP]|[\\w./-]{1,80} {1,20}\\||\\[pod/[\\w./-]{1,200}\\]";
    private static final String KLOG = "[IWEF][0-9]{4} [0-9:.]{8,20} {1,9}[0-9]{1,9} [\\w.-]{1,80}:[0-9]{1,6}\\]";
    private static final String QEMU = "(?:[\\w./-]{0,80}/)?(?:qemu-[\\w.-]{1,40}|qemu|kvm|QEMU):";
    private static final String MARK = "[>$|*#]";

    /** One prefix after another at the start of a line; at most eight. */
    private static final Pattern PREFIXES = Pattern.compile("(?<![^\n\r])[ \t]{0,80}(?:(?:" + DATE
            + "(?:[ \t]{1,9}" + HOST_AND_PROCESS + ")?|" + PROCESS + '|' + LIBVIRT + '|' + KERNEL + '|' + CONTAINER
            + '|'
            + KLOG + '|' + QEMU + '|' + MARK + ")[ \t]{1,20}){1,8}");

    private LogPrefix() {}

    /** Replaces the prefixes of all lines by {@link PastedText#HARD_BREAK}. */
    static MappedText remove(MappedText text) {
        return text.replace(PREFIXES, match -> String.valueOf(PastedText.HARD_BREAK));
    }

    /** Returns whether a line of a text starts with a prefix. */
    static boolean isAt(String text, int lineStart) {
        return PREFIXES.matcher(text)
                .region(lineStart, text.length())
                .useTransparentBounds(true)
                .lookingAt();
    }
}
