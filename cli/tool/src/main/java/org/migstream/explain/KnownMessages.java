// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.explain.KnownMessage.MessageRole;
import org.migstream.io.ResourceLines;
import org.migstream.vfio.Errno;

/** The known messages. The table {@code messages.txt} contains them and describes its own format. */
final class KnownMessages {
    private static final String TABLE = "messages.txt";

    private final List<KnownMessage> all;

    private KnownMessages(List<KnownMessage> all) {
        this.all = List.copyOf(all);
    }

    /** Reads the table that comes with migstream. */
    static KnownMessages load() {
        List<KnownMessage> all = new ArrayList<>();
        Map<String, List<String>> block = new HashMap<>();
        for (String line : ResourceLines.read(KnownMessages.class, TABLE)) {
            if (line.startsWith("id: ") && !block.isEmpty()) {
                all.add(parseMessage(block));
                block.clear();
            }
            int colon = line.indexOf(": ");
            block.computeIfAbsent(line.substring(0, colon), key -> new ArrayList<>())
                    .add(line.substring(colon + 2));
        }
        all.add(parseMessage(block));
        return new KnownMessages(all);
    }

    private static KnownMessage parseMessage(Map<String, List<String>> block) {
        return new KnownMessage(
                first(block, "id"),
                MessageRole.valueOf(first(block, "weight").toUpperCase(Locale.ROOT)),
                block.getOrDefault("says", List.of()).stream()
                        .map(pattern -> Pattern.compile(pattern.replace("%error%", Errno.pattern())))
                        .toList(),
                block.getOrDefault("look", List.of()).stream()
                        .flatMap(names -> Arrays.stream(names.split(" ", -1)))
                        .map(name -> Lookup.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                first(block, "means"),
                first(block, "do"),
                block.getOrDefault("vfio", List.of("")).get(0));
    }

    private static String first(Map<String, List<String>> block, String key) {
        List<String> values = block.get(key);
        if (values == null) {
            throw new IllegalStateException(TABLE + ": a block has no line " + key + ": " + block);
        }
        return values.get(0);
    }

    List<KnownMessage> all() {
        return all;
    }

    /**
     * Returns the known messages in a text, each once. They are sorted by role, and within a role in the order of the
     * text.
     */
    List<MessageMatch> findIn(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        List<MessageMatch> matches = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (KnownMessage message : all) {
            for (Pattern pattern : message.patterns()) {
                Matcher matcher = pattern.matcher(line);
                while (matcher.find()) {
                    if (seen.add(matcher.group())) {
                        matches.add(new MessageMatch(
                                message, matcher.group(), groupValues(pattern, matcher), matcher.start()));
                    }
                }
            }
        }
        matches.sort(
                Comparator.comparing((MessageMatch match) -> match.message().role())
                        .thenComparing(MessageMatch::position));
        return matches;
    }

    private static Map<String, String> groupValues(Pattern pattern, Matcher matcher) {
        Map<String, String> groups = new HashMap<>();
        for (String name : KnownMessage.groupNames(pattern)) {
            String value = matcher.group(name);
            if (value != null) {
                groups.put(name, value);
            }
        }
        return groups;
    }
}
