package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names for which the user states values. */
public final class StatedNames {

  private static final String PSEUDO = "AWS::";

  private static final Map<String, String> NAMES =
      Map.of(
          "AWS::IAM::Role", "RoleName",
          "AWS::IAM::User", "UserName",
          "AWS::IAM::Group", "GroupName");

  private StatedNames() {}

  /** A user, group or role of which the template gives another name than is stated. */
  public static Optional<Unresolved> contradiction(SourceNode root, TemplateValues stated) {
    Intrinsics intrinsics = new Intrinsics(root, stated);
    for (Member member : root.member("Resources").map(SourceNode::members).orElse(List.of())) {
      TemplateResource owner = new TemplateResource(member, intrinsics);
      Optional<String> other = Optional.ofNullable(stated.parameters().get(owner.name()));
      Optional<String> name = Optional.ofNullable(NAMES.get(owner.type())).flatMap(owner::text);
      if (name.isPresent() && other.isPresent() && !other.equals(name)) {
        return Optional.of(
            owner.because(
                "`"
                    + owner.name()
                    + "` has the name `"
                    + name.get()
                    + "` in the template, and another one is stated: `"
                    + other.get()
                    + "`"));
      }
    }
    return Optional.empty();
  }

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
