// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The errors of Linux that drivers and QEMU answer with, as numbers and as {@code strerror()} of glibc says them. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    EBUSY(16, "Device or resource busy"),
    ENODEV(19, "No such device"),
    EINVAL(22, "Invalid argument"),
    ENOSPC(28, "No space left on device"),
    EPIPE(32, "Broken pipe"),
    ENOMSG(42, "No message of desired type"),
    EOVERFLOW(75, "Value too large for defined data type"),
    EOPNOTSUPP(95, "Operation not supported"),
    ECONNRESET(104, "Connection reset by peer"),
    ETIMEDOUT(110, "Connection timed out"),
    EREMOTEIO(121, "Remote I/O error");

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** As in errno.h. */
    public int number() {
        return number;
    }

    /** As strerror() says it. */
    public String text() {
        return text;
    }

    /** The error with one of the texts that {@link #pattern()} matches. */
    public static Errno ofText(String text) {
        return Arrays.stream(values())
                .filter(errno -> errno.text.equals(text))
                .findFirst()
                .orElseThrow();
    }

    /** Matches any of the texts, the longest of those that begin alike, as the group {@code error}. */
    public static String pattern() {
        return Arrays.stream(values())
                .map(errno -> errno.text)
                .sorted((one, other) -> other.length() - one.length())
                .collect(Collectors.joining("|", "(?<error>", ")"));
    }
}
