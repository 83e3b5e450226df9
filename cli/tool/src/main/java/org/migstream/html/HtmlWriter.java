// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.migstream.report.PrintableText;

/**
 * Writes HTML in UTF-8. No method takes markup: text and the values of attributes are escaped, and only the elements and
 * attributes that a page needs are allowed. Nothing that is written can therefore add an element, a script, an address outside
 * of the page, or a character that cannot be printed.
 */
final class HtmlWriter {
    private static final Set<String> EMPTY_ELEMENTS = Set.of("meta", "br", "col");

    private static final Set<String> ELEMENTS = Set.of(
            "html", "head", "title", "meta", "body", "header", "main", "footer", "nav", "section", "article", "div",
            "h1", "h2", "h3", "h4", "p", "br", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
            "tr", "th", "td", "a", "code", "strong", "span", "mark", "pre", "details", "summary", "svg", "defs",
            "pattern", "rect", "path", "text");

    private static final Set<String> ATTRIBUTES = Set.of(
            "aria-hidden",
            "aria-label",
            "charset",
            "class",
            "colspan",
            "content",
            "d",
            "height",
            "href",
            "http-equiv",
            "id",
            "lang",
            "name",
            "overflow",
            "patternUnits",
            "role",
            "scope",
            "tabindex",
            "text-anchor",
            "width",
            "x",
            "y");

    /** The start of every address: a place in the page. */
    private static final String FRAGMENT = "#";

    private final OutputStream out;
    private final Deque<String> openElements = new ArrayDeque<>();
    private long size;

    /** @param out receives the page; this class does not close it */
    HtmlWriter(OutputStream out) {
        this.out = out;
    }

    /** Returns the number of bytes that were written. */
    long size() {
        return size;
    }

    /** Writes the declaration at the start of a page. */
    void doctype() throws IOException {
        writeMarkup("<!DOCTYPE html>\n");
    }

    /**
     * Starts an element.
     *
     * @param attributes names and values in turn
     */
    HtmlWriter open(String element, String... attributes) throws IOException {
        if (!ELEMENTS.contains(element)) {
            throw new IllegalArgumentException("this element is not allowed: " + element);
        }
        StringBuilder tag = new StringBuilder("<").append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            appendAttribute(attributes[i], attributes[i + 1], tag);
        }
        writeMarkup(tag.append('>').toString());
        if (!EMPTY_ELEMENTS.contains(element)) {
            openElements.push(element);
        }
        return this;
    }

    private static void appendAttribute(String name, String value, StringBuilder tag) {
        if (!ATTRIBUTES.contains(name) || name.equals("href") && !value.startsWith(FRAGMENT)) {
            throw new IllegalArgumentException("this attribute is not allowed: " + name + "=" + value);
        }
        tag.append(' ').append(name).append("=\"").append(escape(value)).append('"');
    }

    /** Ends the element that was started last. */
    HtmlWriter close() throws IOException {
        writeMarkup("</" + openElements.pop() + ">");
        return this;
    }

    /** Ends the element that was started last, and the line. */
    HtmlWriter closeLine() throws IOException {
        return close().line();
    }

    /** Writes a whole element with text. */
    HtmlWriter element(String element, String text, String... attributes) throws IOException {
        return open(element, attributes).text(text).close();
    }

    /** Writes a link to the element with an id. */
    HtmlWriter link(String id, String text) throws IOException {
        return element("a", text, "href", FRAGMENT + id);
    }

    /** Writes text in one line. */
    HtmlWriter text(String text) throws IOException {
        writeMarkup(escape(text));
        return this;
    }

    /** Ends a line, which is visible only inside of {@code pre}. */
    HtmlWriter line() throws IOException {
        writeMarkup("\n");
        return this;
    }

    /** Writes a style sheet of this program, which must not contain the end of its element. */
    void style(String css) throws IOException {
        if (css.contains("<")) {
            throw new IllegalArgumentException("a style sheet with '<'");
        }
        writeMarkup("<style>" + css + "</style>\n");
    }

    /**
     * Writes data that a browser does not run.
     *
     * @param json a document in ASCII
     */
    void data(String id, byte[] json) throws IOException {
        StringBuilder tag = new StringBuilder("<script type=\"application/json\"");
        appendAttribute("id", id, tag);
        writeMarkup(tag.append('>').toString());
        // In JSON, this character can only be in a string. Without it, the text has no end tag and no start of a
        // comment.
        writeMarkup(new String(json, StandardCharsets.US_ASCII).replace("<", "\\u003c"));
        writeMarkup("</script>\n");
    }

    /** Returns the text with references in place of the characters of markup, and escapes in place of unprintable ones. */
    private static String escape(String text) {
        String printable = PrintableText.escapeControls(text);
        StringBuilder escaped = new StringBuilder(printable.length() + 16);
        for (int i = 0; i < printable.length(); i++) {
            char character = printable.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    private void writeMarkup(String markup) throws IOException {
        byte[] bytes = markup.getBytes(StandardCharsets.UTF_8);
        size += bytes.length;
        out.write(bytes);
    }
}
