// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.migstream.report.PrintableText;

/**
 * Writes the head of a page. The policy lets a browser load nothing and run nothing; only the style sheet of the page itself
 * is allowed, by its digest.
 */
final class PageHead {
    private static final String STYLE_SHEET = "report.css";

    private final HtmlWriter out;

    PageHead(HtmlWriter out) {
        this.out = out;
    }

    void write(PageContent content) throws IOException {
        String css = styleSheet();
        out.doctype();
        out.open("html", "lang", "en").line();
        out.open("head").line();
        out.open("meta", "charset", "utf-8").line();
        out.open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + digest(css)
                                + "'")
                .line();
        out.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.open("meta", "name", "color-scheme", "content", "light dark").line();
        out.open("meta", "name", "referrer", "content", "no-referrer").line();
        String name = Shortened.name(PrintableText.escapeName(content.origin().fileName()));
        out.element(
                        "title",
                        name + ": "
                                + Shortened.name(content.overview().verdict().headline()) + " - migstream")
                .line();
        out.style(css);
        out.closeLine();
    }

    /** Returns the style sheet of all pages. */
    static String styleSheet() throws IOException {
        try (InputStream in = Objects.requireNonNull(PageHead.class.getResourceAsStream(STYLE_SHEET))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String digest(String css) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
