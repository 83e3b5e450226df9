// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_XML;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Checks the XML in a libvirt save image. libvirt parses the domain before it starts QEMU ({@code
 * qemuSaveImageGetMetadata} in src/qemu/qemu_saveimage.c), and the cookie after it ({@code virSaveCookieParseString} in
 * src/conf/virsavecookie.c); each is a string up to the first byte 0. libvirt refuses an image if one of them is not XML
 * or has another root element. This class reads only the root element and whether the text ends with it, with a comment
 * or with a processing instruction. Of a text with a DOCTYPE, nothing is known.
 */
final class LibvirtXmlCheck {
    /** Maximum number of bytes that are read. The rest of a longer text is not checked. */
    static final int MAX_BYTES = LibvirtSaveHeader.LENGTH + (1 << 20);

    private static final String DOCTYPE = "<!DOCTYPE";

    private LibvirtXmlCheck() {}

    /**
     * Checks an image.
     *
     * @param image at the start of the image; at most {@link #MAX_BYTES} bytes are read
     * @return a finding that libvirt refuses the XML; empty if it is not known to refuse it
     */
    static Optional<Finding> check(InputStream image) throws IOException {
        LibvirtSaveHeader header;
        byte[] data;
        try {
            header = LibvirtSaveHeader.read(image);
            data = image.readNBytes((int) Math.min(header.dataLength(), MAX_BYTES - LibvirtSaveHeader.LENGTH));
        } catch (StreamException | EOFException e) {
            // The reader of the content gets and reports the same error.
            return Optional.empty();
        }
        if (isRefused(data, 0, header.xmlLength(), "domain")) {
            return Optional.of(finding("the domain's XML in the libvirt save image is damaged or empty"));
        }
        boolean hasCookie = header.xmlLength() < header.dataLength() && header.xmlLength() < data.length;
        return hasCookie && isRefused(data, (int) header.xmlLength(), header.dataLength(), "cookie")
                ? Optional.of(finding("the cookie in the libvirt save image is damaged or empty"))
                : Optional.empty();
    }

    private static Finding finding(String problem) {
        return Finding.of(
                Severity.ERROR,
                INPUT_LIBVIRT_XML,
                problem + ": libvirt refuses to restore it; the stream in it is checked like any other");
    }

    /** Returns whether a text is not an XML document with a root element, as far as the text is in {@code data}. */
    private static boolean isRefused(byte[] data, int start, long end, String root) {
        int limit = (int) Math.min(end, data.length);
        int length = start;
        while (length < limit && data[length] != 0) {
            length++;
        }
        boolean isWhole = length < limit || limit == end;
        String text = new String(Arrays.copyOfRange(data, start, length), StandardCharsets.UTF_8).strip();
        if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
            text = text.substring(1);
        }
        String element = text.substring(prologLength(text));
        if (element.startsWith(DOCTYPE)) {
            return false;
        }
        if (!element.startsWith("<" + root)) {
            // The start of a cut text can be that of the root element or of a DOCTYPE.
            return isWhole || element.length() >= DOCTYPE.length();
        }
        String rest = element.substring(1 + root.length());
        boolean hasRoot = !rest.isEmpty() && " \t\r\n/>".indexOf(rest.charAt(0)) >= 0;
        return isWhole ? !hasRoot || !isClosed(rest, root) : !hasRoot && !rest.isEmpty();
    }

    private static boolean isClosed(String text, String root) {
        return text.endsWith("/>")
                || text.endsWith("-->")
                || text.endsWith("?>")
                || text.endsWith(">")
                        && text.substring(0, text.length() - 1).stripTrailing().endsWith("</" + root);
    }

    /** Returns the length of the XML declaration, processing instructions, comments and spaces at the start. */
    private static int prologLength(String text) {
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            String end = text.startsWith("<?", at) ? "?>" : text.startsWith("<!--", at) ? "-->" : "";
            if (end.isEmpty()) {
                break;
            }
            int found = text.indexOf(end, at + 2);
            at = found < 0 ? text.length() : found + end.length();
        }
        return at;
    }
}
