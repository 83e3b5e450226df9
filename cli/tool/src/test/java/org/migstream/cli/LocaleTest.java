// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests that results do not depend on the locale, because programs read them. */
@Isolated
class LocaleTest {
    @Test
    void digits_areAsciiInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            byte[] longPing = {'Q', 'E', 'V', 'M', 0, 0, 0, 3, 8, 0, 2, 0, 9};
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Main.run(new ByteArrayInputStream(longPing), out, OutputStream.nullOutputStream(), "inspect", "-");
            String text = out.toString(StandardCharsets.UTF_8);
            assertTrue(text.contains("command PING has 9 bytes"), text);
        } finally {
            Locale.setDefault(before);
        }
    }
}
