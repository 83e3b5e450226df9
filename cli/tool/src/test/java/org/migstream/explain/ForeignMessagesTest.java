// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.io.ResourceLines;

/** Texts of other programs are not explained as messages of QEMU, libvirt or the kernel. */
class ForeignMessagesTest {
    private static final KnownMessages KNOWN = KnownMessages.load();

    private static List<String> ids(String text) {
        return KNOWN.findIn(PastedText.of(text)).stream()
                .map(match -> match.message().id() + " <" + match.flatText() + ">")
                .toList();
    }

    @Test
    void foreignLine_isNotKnown() {
        List<String> faults = new ArrayList<>();
        for (String line : ResourceLines.read(ForeignMessagesTest.class, "foreign.txt")) {
            if (!ids(line).isEmpty()) {
                faults.add(line + " is " + ids(line));
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    /** The same words are known where the line shows that they are about a virtual machine. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    5 != 7 | qemu-system-x86_64: 5 != 7
                    5 != 7 | 5 != 7%nFailed to load virtio-gpu-scanouts:parent_obj.conf.max_outputs
                    nginx: Unable to read from socket: Connection reset by peer | Unable to read from socket: Connection reset by peer
                    nginx: Unable to read from socket: Connection reset by peer | Mar 1 10:00:00 h qemu-kvm[1]: Unable to read from socket: Connection reset by peer
                    The patient failed to resume domain | error: internal error: failed to resume domain
                    """)
    void contextDecides(String foreign, String known) {
        assertEquals(List.of(), ids(foreign));
        assertNotEquals(List.of(), ids(known.formatted()));
    }

    /** A line does not get its context from the next line of the same length. */
    @Test
    void nextLine_isNoContext() {
        String foreign = "nginx: Unable to read from socket: Connection reset by peer";
        String next = "sshd: user qemu has logged in from 192.0.2.7 port 50022 yes";
        assertEquals(foreign.length(), next.length());
        assertEquals(List.of(), KNOWN.findInPasted(foreign + '\n' + next).sorted());
    }
}
