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
import org.migstream.io.ResourceLines;
import org.migstream.vfio.Errno;

/** All that is known: the table {@code messages.txt}, which explains its own format. */
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
                block.get("id").get(0),
                MessageRole.valueOf(block.get("weight").get(0).toUpperCase(Locale.ROOT)),
                block.get("says").stream()
                        .map(form -> Pattern.compile(form.replace("%error%", Errno.pattern())))
                        .toList(),
                block.getOrDefault("look", List.of()).stream()
                        .flatMap(names -> Arrays.stream(names.split(" ")))
                        .map(name -> LookupName.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                block.get("means").get(0),
                block.get("do").get(0),
                block.getOrDefault("vfio", List.of("")).get(0));
    }

    List<KnownMessage> all() {
        return all;
    }

    /** Every known message in a text, each once, the weightiest first, else in the order of the text. */
    List<MessageMatch> findIn(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        List<MessageMatch> sayings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (KnownMessage known : all) {
            for (Pattern form : known.patterns()) {
                Matcher said = form.matcher(line);
                while (said.find()) {
                    if (seen.add(said.group())) {
                        sayings.add(new MessageMatch(known, said.group(), groupValues(form, said), said.start()));
                    }
                }
            }
        }
        sayings.sort(
                Comparator.comparing((MessageMatch saying) -> saying.message().role())
                        .thenComparing(MessageMatch::position));
        return sayings;
    }

    private static Map<String, String> groupValues(Pattern form, Matcher said) {
        Map<String, String> groups = new HashMap<>();
        for (String name : KnownMessage.groupNames(form)) {
            if (said.group(name) != null) {
                groups.put(name, said.group(name));
            }
        }
        return groups;
    }
}
