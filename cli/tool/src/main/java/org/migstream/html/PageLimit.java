// SPDX-License-Identifier: Apache-2.0
package org.migstream.html;

/** The end of the bytes that a part of a page may use. */
final class PageLimit {
    private final HtmlWriter out;
    private final long end;

    private PageLimit(HtmlWriter out, long end) {
        this.out = out;
        this.end = end;
    }

    /** Returns the limit of a part that starts at the current end of the page. */
    static PageLimit of(HtmlWriter out, long bytes) {
        return new PageLimit(out, out.size() + bytes);
    }

    /** Returns whether the part may use this number of bytes more. */
    boolean allows(long bytes) {
        return out.size() + bytes <= end;
    }

    /** Returns the limit of the next of several equal shares of the rest. */
    PageLimit share(long count) {
        return of(out, (end - out.size()) / count);
    }
}
