// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Linux errors that drivers and QEMU report, with their numbers and their texts in {@code strerror()} of glibc. */
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

    Errno(int number, String message) {
        this.number = number;
        this.message = message;
    }

    /** Returns the number in errno.h. */
    public int number() {
        return number;
    }

    /** Returns the text of strerror(). */
    public String message() {
        return message;
    }

    /** Returns the error with this number; empty if it is not listed here. */
    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
    }

    /**
     * Returns the error with this text.
     *
     * @param text a match of {@link #pattern()}
     */
    public static Errno ofMessage(String text) {
        return Arrays.stream(values())
                .filter(errno -> errno.message.equals(text))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns a regular expression whose group {@code error} matches any of the texts. A longer text takes precedence.
     */
    public static String pattern() {
        return Arrays.stream(values())
                .map(errno -> errno.message)
                .sorted((one, other) -> other.length() - one.length())
                .collect(Collectors.joining("|", "(?<error>", ")"));
    }
}
