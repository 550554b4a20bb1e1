package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The users, groups and roles of a template, and which of them an expression means. An expression
 * that is not known may mean any of them, except where it refers to one by its logical name.
 */
final class OwnerNames {

  private static final int IF_PARTS = 3;

  /** The types by logical name. */
  private final Map<String, String> types = new HashMap<>();

  /** The logical names by type, in the order of the template. */
  private final Map<String, Set<String>> all = new HashMap<>();

  /** The logical names by type and name. */
  private final Map<String, Set<String>> named = new HashMap<>();

  /** The logical names, by type, of those whose names are not known. */
  private final Map<String, Set<String>> unnamed = new HashMap<>();

  /**
   * What an expression means, by logical names.
   *
   * @param known whether it means all of {@code names}; otherwise it may mean any of them, or none
   * @param names the users, groups or roles of the template
   */
  record Meaning(boolean known, Set<String> names) {
    /** Copies the set, and keeps its order. */
    Meaning {
      names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }
  }

  /** Adds a user, group or role. */
  void add(TemplateResource owner, Optional<String> name) {
    types.put(owner.name(), owner.type());
    add(all, owner.type(), owner.name());
    if (name.isPresent()) {
      add(named, owner.type() + "/" + name.get(), owner.name());
    } else {
      add(unnamed, owner.type(), owner.name());
    }
  }

  private static void add(Map<String, Set<String>> names, String key, String name) {
    names.computeIfAbsent(key, unused -> new LinkedHashSet<>()).add(name);
  }

  /**
   * What an expression means.
   *
   * @param in the resource that holds the expression
   * @param type the type of the resources that it names
   */
  Meaning meaning(TemplateResource in, SourceNode expression, String type) {
    Optional<String> reference = reference(expression, type);
    if (reference.isPresent()) {
      return new Meaning(true, Set.of(reference.get()));
    }
    Set<String> names = possible(in, expression, type);
    boolean isName =
        in.resolve(expression) instanceof Text text && !exactly(type, text.text()).isEmpty();
    return new Meaning(isName && names.size() == 1, names);
  }

  private Set<String> exactly(String type, String name) {
    return named.getOrDefault(type + "/" + name, Set.of());
  }

  /** Those whose names differ by the case of letters at most; IAM has no two such names. */
  private Set<String> similar(String type, String name) {
    Set<String> found = new LinkedHashSet<>(exactly(type, name));
    named.forEach(
        (known, owners) -> {
          if (known.equalsIgnoreCase(type + "/" + name)) {
            found.addAll(owners);
          }
        });
    return found;
  }

  /** The users, groups and roles to which a value refers anywhere, or which it names. */
  Set<String> namedIn(SourceNode value) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : types.keySet()) {
      boolean refers =
          value.holds(
              part ->
                  TemplateResource.reference(part).filter(name::equals).isPresent()
                      || (part instanceof Text text
                          && (text.text().contains("${" + name + "}")
                              || text.text().contains("${" + name + "."))));
      if (refers) {
        found.add(name);
      }
    }
    named.forEach(
        (known, owners) -> {
          String name = known.substring(known.indexOf('/') + 1);
          if (value.holds(part -> part instanceof Text text && isNamed(text.text(), name))) {
            found.addAll(owners);
          }
        });
    return found;
  }

  /** Whether a text is a name, or an ARN that ends with it. */
  private static boolean isNamed(String text, String name) {
    return text.equalsIgnoreCase(name)
        || (text.length() > name.length()
            && text.substring(text.length() - name.length() - 1).equalsIgnoreCase("/" + name));
  }

  private Optional<String> reference(SourceNode expression, String type) {
    return TemplateResource.reference(expression)
        .filter(name -> type.equals(types.getOrDefault(name, "")));
  }

  private Set<String> possible(TemplateResource in, SourceNode expression, String type) {
    if (NoValue.is(expression)) {
      return Set.of();
    }
    if (expression instanceof Elements list) {
      return union(in, list.elements(), type);
    }
    Optional<String> reference = reference(expression, type);
    if (reference.isPresent()) {
      return Set.of(reference.get());
    }
    List<SourceNode> branches =
        expression.member("Fn::If").map(SourceNode::elements).orElse(List.of());
    if (branches.size() == IF_PARTS && expression.members().size() == 1) {
      return union(in, branches.subList(1, IF_PARTS), type);
    }
    SourceNode value = in.resolve(expression);
    if (value instanceof Text text) {
      Set<String> same = similar(type, text.text());
      return same.isEmpty() ? unnamed.getOrDefault(type, Set.of()) : same;
    }
    return value instanceof Elements list
        ? union(in, list.elements(), type)
        : all.getOrDefault(type, Set.of());
  }

  private Set<String> union(TemplateResource in, List<SourceNode> expressions, String type) {
    Set<String> names = new LinkedHashSet<>();
    expressions.forEach(expression -> names.addAll(possible(in, expression, type)));
    return names;
  }
}
