// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.migstream.explain.KnownMessage.MessageRole;
import org.migstream.vfio.Errno;

/** An errno alone instead of a message: its name, such as {@code EINVAL}, or its text, such as {@code Invalid argument}. */
final class ErrnoWord {
    /**
     * What QEMU's own code means by an errno while it loads: vmstate_load_state, vmstate_subsection_load (vmstate.c),
     * qemu_fill_buffer (qemu-file.c), qemu_loadvm_state_header (savevm.c), and handlers that return -1.
     */
    private static final Map<Errno, String> IN_QEMU = Map.of(
            Errno.EINVAL,
            "QEMU returns it when it refuses what it reads: a section, a version or a value.",
            Errno.EIO,
            "QEMU returns it when its input ends too early or cannot be read.",
            Errno.ENOENT,
            "QEMU returns it for a subsection that the target does not have.",
            Errno.EOPNOTSUPP,
            "QEMU returns it for a stream of an unsupported version.",
            Errno.EPERM,
            "QEMU prints it also for a device that returned -1 without a reason.");

    private ErrnoWord() {}

    /** Returns the errno as a message; empty if the text has anything else. */
    static Optional<MessageMatch> in(PastedText text) {
        String word = text.flat().strip();
        String name = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
        return Arrays.stream(Errno.values())
                .filter(errno ->
                        errno.name().equalsIgnoreCase(name) || errno.message().equalsIgnoreCase(name))
                .findFirst()
                .map(errno -> match(errno, name, text));
    }

    private static MessageMatch match(Errno errno, String name, PastedText text) {
        KnownMessage message = new KnownMessage(
                "errno",
                MessageRole.RESULT,
                List.of(),
                List.of(Lookup.ERRNO),
                ("{name} is the errno {number} of Linux, \"{error}\". In a migration it comes from QEMU's code, or from the"
                                + " driver of a VFIO device. " + IN_QEMU.getOrDefault(errno, ""))
                        .strip(),
                "Explain all lines of the log together: the errno alone does not show which part failed.",
                "If no line has the reason, compare the options of the machine and of its devices on both sides.",
                "If a VFIO device is named, read the kernel log of its host.");
        int start = text.flat().indexOf(name);
        return new MessageMatch(
                message,
                new Wording(MessageTemplate.compile(name), List.of(), List.of()),
                new MessageTemplate.Match(
                        start,
                        start + name.length(),
                        Map.of(
                                "name",
                                errno.name(),
                                "number",
                                String.valueOf(errno.number()),
                                "error",
                                errno.message()),
                        List.of()),
                text);
    }
}
