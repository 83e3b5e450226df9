// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The errors of Linux that drivers and QEMU answer with, as numbers and as {@code strerror()} of glibc says them. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    ESRCH(3, "No such process"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    E2BIG(7, "Argument list too long"),
    EBADF(9, "Bad file descriptor"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    EBUSY(16, "Device or resource busy"),
    ENODEV(19, "No such device"),
    EINVAL(22, "Invalid argument"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    ENOTTY(25, "Inappropriate ioctl for device"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    ESPIPE(29, "Illegal seek"),
    EPIPE(32, "Broken pipe"),
    ERANGE(34, "Numerical result out of range"),
    ENAMETOOLONG(36, "File name too long"),
    ENOSYS(38, "Function not implemented"),
    ENOMSG(42, "No message of desired type"),
    ENODATA(61, "No data available"),
    EPROTO(71, "Protocol error"),
    EBADMSG(74, "Bad message"),
    EOVERFLOW(75, "Value too large for defined data type"),
    EPROTOTYPE(91, "Protocol wrong type for socket"),
    EOPNOTSUPP(95, "Operation not supported"),
    ECONNRESET(104, "Connection reset by peer"),
    ETIMEDOUT(110, "Connection timed out"),
    ECONNREFUSED(111, "Connection refused"),
    EALREADY(114, "Operation already in progress"),
    EREMOTEIO(121, "Remote I/O error"),
    ECANCELED(125, "Operation canceled");

    private final int number;
    private final String message;

    Errno(int number, String text) {
        this.number = number;
        this.message = text;
    }

    /** As in errno.h. */
    public int number() {
        return number;
    }

    /** As strerror() says it. */
    public String message() {
        return message;
    }

    /** The error of a number; empty for one that is not here. */
    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
    }

    /** The error with one of the texts that {@link #pattern()} matches. */
    public static Errno ofMessage(String text) {
        return Arrays.stream(values())
                .filter(errno -> errno.message.equals(text))
                .findFirst()
                .orElseThrow();
    }

    /** Matches any of the texts, the longest of those that begin alike, as the group {@code error}. */
    public static String pattern() {
        return Arrays.stream(values())
                .map(errno -> errno.message)
                .sorted((one, other) -> other.length() - one.length())
                .collect(Collectors.joining("|", "(?<error>", ")"));
    }
}
