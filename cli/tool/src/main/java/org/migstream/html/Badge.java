// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.util.Locale;
import org.migstream.inspect.report.Standing;
import org.migstream.report.FindingText;
import org.migstream.spi.Severity;

/** A word in the colour of its severity. The word has the meaning, also without the colour. */
final class Badge {
    private Badge() {}

    static void write(HtmlWriter out, Standing standing, String words) throws IOException {
        out.element("span", words, "class", "badge " + styleClass(standing));
    }

    /** Writes the severity of a finding. A note is neither good nor bad. */
    static void write(HtmlWriter out, Severity severity) throws IOException {
        String styleClass = severity == Severity.INFO ? "note" : styleClass(Standing.of(severity));
        out.element("span", FindingText.severityLabel(severity), "class", "badge " + styleClass);
    }

    /** Returns the class of the style sheet. */
    static String styleClass(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
