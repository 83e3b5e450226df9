// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides whether a match comes from QEMU, libvirt or the kernel. Other programs print some of their messages, too, such
 * as {@code Failed to load snapshot}.
 *
 * <p>A template with a term that only these programs use, or with much text, is enough. The match of any other template
 * must be a message of its own, or its line must name one of these programs. A template with hardly a letter, such as
 * {@code {local:hex} != {received:hex}}, needs such a line, or another message beside it.
 */
final class MessageContext {
    /** A template with fewer letters needs a line that names a program, or another message. */
    private static final int FEW_LETTERS = 8;

    /** A template with as many letters is found in any text. */
    private static final int MANY_LETTERS = 48;

    private static final int MAX_LINE = 1000;

    /** Terms of messages that no other program uses. */
    private static final Pattern TERM = Pattern.compile(
            "(?i)qemu|libvirt|virsh|virtio|vfio|vmstate|savevm|loadvm|multifd"
                    + "|ram ?block|postcopy|xbzrle|switchover|migrat(?:e|ion) (?:stream|thread|blocker)|iommu|iova|hostdev|vcpu"
                    + "|[a-z]{2,}_[a-z]{2,}|section footer|userfault|\\brdma|\\bset MSR|mlx5|hisi|dirty (?:bitmap|page)|pre-copy|PRE_COPY|STOP_COPY|VFMIG");

    /** What shows that a line is about a virtual machine. */
    private static final Pattern PROGRAM =
            Pattern.compile("(?i)qemu|kvm|libvirt|virsh|virt-|virtio|vfio|virtqemud|vdsm|nova"
                    + "|iommu|\\brdma|migrat|savevm|loadvm|multifd|vmstate|\\bQMP\\b|-incoming|\\bpve|hypervisor"
                    + "|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");

    /** The kinds of errors of QEMU, libvirt and their clients, before a colon. */
    private static final String KIND = "(?:(?:libvirt\\.libvirt|Libvirt|Runtime|QMP)?[Ee]rror|[Ww]arning|ERROR|WARNING"
            + "|RDMA ERROR|[Ii]nfo|[Ff]atal|internal error|operation failed|[Oo]peration not supported"
            + "|(?:[Uu]nable|[Ff]ailed) to [^:]{1,80}|[Rr]equested operation is not valid|unsupported configuration"
            + "|invalid argument|argument unsupported|XML error|system error|[Tt]imed out during operation"
            + "|job '?[^:]{1,40}|desc|hint|msg|message|reason)";

    /** What may stand between the start of a line and a message of its own. */
    private static final Pattern BEFORE_MESSAGE = Pattern.compile(
            "(?:\\W{0,3}(?:" + KIND
                    + "\\W{0,2}: ?|[0-9a-f]{8}-[0-9a-f-]{27}: |vf[0-9]{1,5}: |[a-z]{1,40}_\\w{1,60}(?:\\(\\))?:? )){0,5}\\W{0,3}");

    /** A process that a log names before its line. */
    private static final Pattern PROCESS = Pattern.compile("[\\w.:@/-]\\[[0-9]{1,8}\\]: *$");

    /** A conversion of printf as a value: the text is source code. */
    private static final Pattern CONVERSION = Pattern.compile("'?%[-+ #0-9.]{0,5}(?:hh|h|ll|l|z)?[sdiuxXp]'?");

    /** What may follow a message of its own. */
    private static final String END = ".:,;!()[]}'";

    private final PastedText text;

    MessageContext(PastedText text) {
        this.text = text;
    }

    /** Returns the matches that come from these programs. */
    List<MessageMatch> select(List<MessageMatch> matches) {
        List<MessageMatch> selected = new ArrayList<>();
        List<MessageMatch> doubtful = new ArrayList<>();
        for (MessageMatch match : matches) {
            if (match.match().values().values().stream()
                    .anyMatch(value -> CONVERSION.matcher(value).matches())) {
                continue;
            }
            if (isSpecific(match.wording().template()) || isNamed(match)) {
                selected.add(match);
            } else if (letters(match.wording().template()) < FEW_LETTERS) {
                doubtful.add(match);
            } else if (isMessageOfItsOwn(match)) {
                selected.add(match);
            }
        }
        if (!selected.isEmpty()) {
            doubtful.stream().filter(this::isMessageOfItsOwn).forEach(selected::add);
        }
        return selected;
    }

    /** Returns whether only these programs print a text with the words of a template. */
    static boolean isSpecific(MessageTemplate template) {
        return letters(template) >= MANY_LETTERS
                || TERM.matcher(template.words()).find();
    }

    private static int letters(MessageTemplate template) {
        return (int) template.words().chars().filter(Character::isLetter).count();
    }

    /** Returns whether the line of a match, outside of it, names one of these programs. */
    private boolean isNamed(MessageMatch match) {
        int start = match.match().start();
        int end = match.match().end();
        return PROGRAM.matcher(prefix(start)).find()
                || PROGRAM.matcher(text.text().substring(end, lineEnd(end))).find();
    }

    private boolean isMessageOfItsOwn(MessageMatch match) {
        int start = match.match().start();
        int end = match.match().end();
        String between = text.text().substring(lineStart(start), start);
        boolean starts = BEFORE_MESSAGE.matcher(between).matches()
                && !PROCESS.matcher(prefix(lineStart(start))).find();
        return starts && isEnd(end);
    }

    private boolean isEnd(int index) {
        int next = index < text.text().length() && text.text().charAt(index) == ' ' ? index + 1 : index;
        return index == text.text().length()
                || isBreak(index)
                || next == text.text().length()
                || END.indexOf(text.text().charAt(next)) >= 0
                || index > 0 && END.indexOf(text.text().charAt(index - 1)) >= 0;
    }

    /** Returns what the user gave from the start of the line to an index: with the prefix of a log. */
    private String prefix(int index) {
        return text.original(Math.max(0, lineStart(index) - 1), index);
    }

    private int lineStart(int index) {
        int start = index;
        while (start > 0 && index - start < MAX_LINE && !isBreak(start - 1)) {
            start--;
        }
        return start;
    }

    private int lineEnd(int index) {
        int end = index;
        while (end < text.text().length() && end - index < MAX_LINE && !isBreak(end)) {
            end++;
        }
        return end;
    }

    private boolean isBreak(int index) {
        char c = text.text().charAt(index);
        return c == PastedText.SOFT_BREAK || c == PastedText.HARD_BREAK;
    }
}
