// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that a name means one thing, and which one does not depend on the order of the class path. A built-in plugin
 * goes before one from elsewhere; of two from elsewhere nobody can say which is meant, so neither is used.
 */
final class NameConflicts {
    private final List<PluginDescriptor> unique = new ArrayList<>();
    private final List<RefusedPlugin> refused = new ArrayList<>();

    NameConflicts(List<PluginDescriptor> candidates) {
        List<PluginDescriptor> builtIn =
                candidates.stream().filter(PluginDescriptor::isBuiltIn).toList();
        List<PluginDescriptor> external = new ArrayList<>();
        resolve(builtIn, builtIn, unique);
        resolve(candidates.stream().filter(candidate -> !candidate.isBuiltIn()).toList(), builtIn, external);
        resolve(external, external, unique);
    }

    /** Those whose names are theirs alone. */
    List<PluginDescriptor> unique() {
        return unique;
    }

    List<RefusedPlugin> refused() {
        return refused;
    }

    private void resolve(
            List<PluginDescriptor> candidates, List<PluginDescriptor> others, List<PluginDescriptor> passed) {
        for (PluginDescriptor candidate : candidates) {
            Optional<String> clash = others.stream()
                    .filter(other -> other != candidate)
                    .flatMap(other -> findConflict(candidate, other).stream())
                    .findFirst();
            if (clash.isPresent()) {
                refused.add(new RefusedPlugin(candidate.origin(), SingleLineText.of(clash.get())));
            } else {
                passed.add(candidate);
            }
        }
    }

    private static Optional<String> findConflict(PluginDescriptor candidate, PluginDescriptor other) {
        String owner = " of the plugin " + other.name() + " (" + other.origin() + ")";
        if (candidate.name().equals(other.name())) {
            return Optional.of("calls itself " + candidate.name() + ", which is the name" + owner);
        }
        return candidate.decoders().stream()
                .map(PluginDecoder::name)
                .filter(name -> other.decoders().stream()
                        .anyMatch(theirs -> theirs.name().equals(name)))
                .findFirst()
                .map(name -> "has a decoder " + name + ", which is the name of one" + owner);
    }
}
