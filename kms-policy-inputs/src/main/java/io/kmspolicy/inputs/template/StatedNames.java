package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** The names for which the user states values. */
public final class StatedNames {

  private static final String PSEUDO = "AWS::";

  private StatedNames() {}

  /**
   * Those that a template does not have: it has no parameter and no resource of the name, and
   * nothing that may become one.
   */
  public static Set<String> notIn(SourceNode root, TemplateValues stated) {
    Set<String> names = new LinkedHashSet<>(stated.parameters().keySet());
    names.removeIf(name -> name.startsWith(PSEUDO));
    for (String section : new String[] {"Parameters", "Resources"}) {
      SourceNode found = root.member(section).orElse(root);
      if (Insertions.in(found).isPresent()) {
        return Set.of();
      }
      found.members().forEach(member -> names.remove(member.name()));
    }
    return Expansions.ofAll(root).isPresent() ? Set.of() : names;
  }
}
