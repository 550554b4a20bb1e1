package io.kmspolicy.inputs.template.change;

import io.kmspolicy.inputs.template.MentionedNames;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters, mappings and conditions that differ between two templates, and the conditions
 * that mention one of them: a resource may differ by them though its text is the same.
 */
final class ChangedSettings {

  private static final List<String> SECTIONS = List.of("Parameters", "Mappings", "Conditions");

  private final Set<String> names = new HashSet<>();

  ChangedSettings(SourceNode before, SourceNode after) {
    Map<String, Set<String>> users = new HashMap<>();
    Map<String, String> old = texts(before, users);
    Map<String, String> next = texts(after, users);
    Deque<String> changed = new ArrayDeque<>();
    Set<String> all = new HashSet<>(old.keySet());
    all.addAll(next.keySet());
    all.stream().filter(name -> !sameIn(old, next, name)).forEach(changed::add);
    while (!changed.isEmpty()) {
      String name = changed.remove();
      if (names.add(name)) {
        changed.addAll(users.getOrDefault(name, Set.of()));
      }
    }
  }

  private static boolean sameIn(Map<String, String> old, Map<String, String> next, String name) {
    return old.getOrDefault(name, "").equals(next.getOrDefault(name, ""));
  }

  /** The text of each setting; adds to each name the settings that mention it. */
  private static Map<String, String> texts(SourceNode root, Map<String, Set<String>> users) {
    Map<String, String> texts = new HashMap<>();
    for (String section : SECTIONS) {
      for (Member setting : root.member(section).map(SourceNode::members).orElse(List.of())) {
        texts.merge(setting.name(), new DocumentWriter(setting.value()).json(), String::concat);
        for (String name : MentionedNames.in(Optional.of(setting.value()))) {
          users.computeIfAbsent(name, unused -> new HashSet<>()).add(setting.name());
        }
      }
    }
    return texts;
  }

  /** Whether a value may differ by one of them. */
  boolean mayChange(Optional<SourceNode> value) {
    return !names.isEmpty() && !Collections.disjoint(names, MentionedNames.in(value));
  }
}
